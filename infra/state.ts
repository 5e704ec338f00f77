import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './install.mjs';
import type { ProcessId } from './processes.ts';

/** Where everything of this installation lies that is not in the clone: one folder, so that it can be thrown away. */
export const stateDir = resolve(root, process.env.VIRTFLEET_STATE ?? '.virtfleet');
export const statePath = (...parts: string[]) => join(stateDir, ...parts);

/** What runs now, for the next command that asks: `run.json`. */
export type Run = {
  supervisor: ProcessId;
  children: Record<string, ProcessId>;
  url: string;
  databaseUrl: string;
  ready: boolean;
};

export function readRun(): Run | null {
  const file = statePath('run.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

export function writeRun(run: Run) {
  writePrivate(statePath('run.json'), JSON.stringify(run, null, 2));
}

export function forgetRun() {
  rmSync(statePath('run.json'), { force: true });
}

/** Whole or not at all, and for our eyes only. */
export function writePrivate(file: string, text: string) {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** A secret of this installation, made at the first call. */
export function secret(name: string, make = () => randomBytes(32).toString('base64')): string {
  const file = statePath('secrets', name);
  if (!existsSync(file)) writePrivate(file, make());
  return readFileSync(file, 'utf8');
}
