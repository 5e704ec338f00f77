import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../install.mjs';
import { judged, playwrightTally, type Tally, vitestTally } from './tally.ts';

const bin = join(root, 'node_modules', '.bin');
const env = {
  ...process.env,
  // What these tools start finds our Node by its name.
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  NEXT_TELEMETRY_DISABLED: '1',
};

/** Runs a program of node_modules to its end, with its output here. */
function show(argv: readonly string[], extra: NodeJS.ProcessEnv = {}): Promise<number | null> {
  const [name = '', ...args] = argv;
  const child = spawn(join(bin, name), args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...env, ...extra },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

/** A check counts as one. */
export async function check(argv: readonly string[]): Promise<Tally> {
  const passed = (await show(argv)) === 0;
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

/** `only` these files; none: all of the project. */
type Chosen = { env?: NodeJS.ProcessEnv; only?: readonly string[] };

export function vitest(project: string, reports: string, { env: extra, only = [] }: Chosen = {}): Promise<Tally> {
  const file = reportFile(reports, project);
  const argv = [
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...only,
  ];
  return counted(show(argv, extra), file, vitestTally);
}

export function playwright(project: string, reports: string, { env: extra, only = [] }: Chosen = {}): Promise<Tally> {
  const file = reportFile(reports, `e2e-${project}`);
  const argv = [
    'playwright',
    'test',
    '--config',
    'e2e/playwright.config.ts',
    '--project',
    project,
    '--reporter=list,json',
    ...only,
  ];
  return counted(show(argv, { ...extra, PLAYWRIGHT_JSON_OUTPUT_FILE: file }), file, playwrightTally);
}

/** An earlier run's report must not speak for this one. */
function reportFile(reports: string, name: string): string {
  mkdirSync(reports, { recursive: true });
  const file = join(reports, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

async function counted(ended: Promise<number | null>, file: string, read: (file: string) => Tally): Promise<Tally> {
  const exitCode = await ended;
  return judged(existsSync(file) ? read(file) : null, exitCode);
}
