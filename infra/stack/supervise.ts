import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { root } from '../install.mjs';
import { isAlive, type ProcessId } from '../processes.ts';
import { type Say, until } from '../run.ts';
import type { Run } from '../state.ts';

export type Program = {
  name: string;
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Both of its outputs, appended. */
  logFile: string;
};

export type Supervised = {
  /** Asks it to end, and ends it when it has not after `graceMs`, or when `hurry` says so. It does not come back. */
  stop(graceMs: number, hurry: AbortSignal): Promise<void>;
};

const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** Who lived so long has started well, and a crash is a new story. */
const healthyMs = 60_000;

/** Keeps a program running: one that ends by itself comes back, after a wait that grows while it keeps ending. */
export function supervise(program: Program, onStart: (pid: number) => void, say: Say): Supervised {
  let child: ChildProcess;
  let waiting: NodeJS.Timeout | undefined;
  let waitMs = firstWaitMs;
  let stopping = false;

  const start = () => {
    const from = Date.now();
    child = launch(program);
    if (child.pid) onStart(child.pid);
    const ended = (how: string) => {
      if (stopping) return;
      if (Date.now() - from > healthyMs) waitMs = firstWaitMs;
      say(`${program.name} ended (${how}), see ${program.logFile}; again in ${waitMs / 1000} s`);
      waiting = setTimeout(start, waitMs);
      waitMs = Math.min(2 * waitMs, longestWaitMs);
    };
    child.on('error', (error) => ended(error.message));
    child.on('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
  };
  start();

  return {
    async stop(graceMs, hurry) {
      stopping = true;
      clearTimeout(waiting);
      if (child.exitCode !== null || child.signalCode !== null || !child.pid) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      signalGroup(child.pid, 'SIGTERM');
      const kill = () => child.pid && signalGroup(child.pid, 'SIGKILL');
      const limit = setTimeout(kill, hurry.aborted ? 0 : graceMs);
      hurry.addEventListener('abort', kill, { once: true });
      await ended;
      clearTimeout(limit);
      hurry.removeEventListener('abort', kill);
    },
  };
}

/** In a process group of its own: a Ctrl-C at the terminal is for us to pass on, in order. */
function launch({ argv: [command = '', ...args], env, cwd = root, logFile }: Program): ChildProcess {
  const log = openLog(logFile);
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  return child;
}

const largeLog = 20 * 1024 * 1024;

/** A log file to append to. One that has grown large is put aside first. */
export function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > largeLog) renameSync(file, `${file}.old`);
  return openSync(file, 'a', 0o600);
}

/** All of a group, if there is one. */
export function signalGroup(pid: number, signal: NodeJS.Signals) {
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group has ended.
  }
}

/** Ends what a supervisor that was killed has left running. Web and worker first; Postgres, the first to come, goes last. */
export async function endLeftovers(children: Run['children'], say: Say) {
  for (const [name, id] of Object.entries(children).reverse()) await endLeftover(name, id, say);
}

async function endLeftover(name: string, id: ProcessId, say: Say) {
  if (!isAlive(id)) return;
  say(`${name} is left from a run that was killed: ending it`);
  // Postgres goes on SIGINT at once, and in order; its sessions have groups of their own.
  const ask = name === 'postgres' ? 'SIGINT' : 'SIGTERM';
  signalGroup(id.pid, ask);
  const gone = (limitMs: number) => until(name, limitMs, async () => !isAlive(id)).catch(() => false);
  if (await gone(10_000)) return;
  signalGroup(id.pid, name === 'postgres' ? 'SIGQUIT' : 'SIGKILL');
  if (!(await gone(10_000))) throw new Error(`${name} (process ${id.pid}) does not end. End it, then try again.`);
}
