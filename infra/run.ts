import { type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Of a log: what is worth telling beside an error. */
export const lastLines = (file: string): string =>
  existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n') : '';

export type Say = (text: string) => void;
/** What long work is given: whom to tell, and when to give up. */
export type Doing = { say: Say; signal?: AbortSignal | undefined };
export type Ran = { code: number | null; stdout: string; stderr: string };

/** Aborted by Ctrl-C, and by what else asks this process to end: which from now on it does only when it has cleaned up. */
export function interruption(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stopping.abort(new Error('Interrupted.')));
  return stopping.signal;
}

export type RunOptions = SpawnOptions & {
  input?: string;
  /** Hears what it prints, to either output, as it comes. */
  onText?: ((text: string) => void) | undefined;
};

/** Runs argv to its end, also when `signal` tells it to end: then throws the signal's reason. Never through a shell. */
export function tryRun(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const [command = '', ...args] = argv;
  const { input, signal, killSignal, onText, ...rest } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...rest, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => (stdout += chunk));
    child.stderr?.on('data', (chunk) => (stderr += chunk));
    if (onText) for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => onText(String(chunk)));
    const end = () => child.kill(killSignal);
    signal?.addEventListener('abort', end, { once: true });
    child.on('error', reject);
    child.on('close', (code) => {
      signal?.removeEventListener('abort', end);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, stdout, stderr });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input ?? '');
  });
}

/** Runs argv to its end, and throws what it printed when it fails. Answers its standard output. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await tryRun(argv, options);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${(stderr || stdout).trim().slice(-4000)}`);
  return stdout;
}

/** Asks again and again, as often as every `everyMs`, until the answer is there; throws `what` when `limitMs` is over. */
export async function until<T>(
  what: string,
  limitMs: number,
  ask: () => Promise<T | null | false>,
  everyMs = 50,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
