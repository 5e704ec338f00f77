import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** `flock -n` ends so when another holds the lock. */
const taken = 75;

/**
 * Waits for the lock, until `signal` says not to, and answers how to let go of it. It is held by a `flock` process that
 * ends when our end of its pipe closes: also when we are killed, so that a dead holder blocks nobody.
 */
export async function lock(file: string, signal?: AbortSignal): Promise<() => void> {
  const unlock = await hold(file, [], signal);
  if (!unlock) throw new Error(`${file} could not be locked`);
  return unlock;
}

/** As lock(), but null when another holds it now. */
export const lockNow = (file: string) => hold(file, ['-n', '-E', String(taken)]);

function hold(file: string, options: readonly string[], signal?: AbortSignal): Promise<(() => void) | null> {
  signal?.throwIfAborted();
  mkdirSync(dirname(file), { recursive: true });
  return new Promise((resolve, reject) => {
    const holder = spawn('flock', [...options, file, 'sh', '-c', 'echo held; cat >/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // A Ctrl-C at the terminal is for us to handle; the lock stays until we have.
      detached: true,
    });
    const giveUp = () => {
      holder.stdin?.end();
      holder.kill();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    holder.on('error', reject);
    holder.on('exit', (code) => (code === taken ? resolve(null) : reject(new Error(`flock ended with ${code}`))));
    holder.stdout?.once('data', () => {
      signal?.removeEventListener('abort', giveUp);
      resolve(() => holder.stdin?.end());
    });
  });
}

/** Runs `work` with the lock held. */
export async function locked<T>(file: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const unlock = await lock(file, signal);
  try {
    return await work();
  } finally {
    unlock();
  }
}
