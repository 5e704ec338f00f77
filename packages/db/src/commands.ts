import type { CommandRecord } from '@virtfleet/contracts/command';
import { newId } from '@virtfleet/contracts/ids';
import type { Db } from './client.ts';

export type CommandOwner = { hostId: string; operationId: string | null; stepName: string | null };

export type CommandLog = {
  /** Never blocks and never throws: a record waits in memory until its batch is written. */
  recorder(owner: CommandOwner): (command: CommandRecord) => void;
  /** Writes what waits now. Resolves also when Postgres could not take it; then it waits on. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

/** Enough for a person to read; a screenshot or a core dump is not. */
const maxTextBytes = 64 * 1024;
/** While Postgres is away memory must not fill: beyond this the oldest go. */
const maxWaiting = 5_000;

/** Keeps the commands that operations run on hosts, in batches. */
export function createCommandLog(
  db: Db,
  options: { delayMs?: number; onError?: (error: unknown, dropped: number) => void } = {},
): CommandLog {
  const { delayMs = 20, onError = () => {} } = options;
  let waiting: ReturnType<typeof toRow>[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = async () => {
    timer = null;
    const batch = waiting.slice(0, 200);
    if (batch.length === 0) return;
    waiting = waiting.slice(batch.length);
    try {
      await db.command.createMany({ data: batch });
    } catch (error) {
      waiting = await oneByOne(batch).then((left) => [...left, ...waiting]);
      const dropped = Math.max(0, waiting.length - maxWaiting);
      if (dropped > 0) waiting = waiting.slice(dropped);
      onError(error, dropped);
      if (waiting.length > 0) timer ??= setTimeout(flush, 1_000);
      return;
    }
    if (waiting.length > 0) await write();
  };

  /** One bad row must not keep the others, nor be tried for ever; answers those to try again later. */
  const oneByOne = async (batch: typeof waiting): Promise<typeof waiting> => {
    const left: typeof waiting = [];
    for (const row of batch) {
      const outcome = await db.command.createMany({ data: [row] }).then(
        () => 'kept' as const,
        (error: unknown) => (isAboutTheRow(error) ? ('refused' as const) : ('later' as const)),
      );
      if (outcome === 'later') return [...left, ...batch.slice(batch.indexOf(row))];
      if (outcome === 'refused') onError(new Error(`a command record was refused: ${row.argv.join(' ')}`), 1);
    }
    return left;
  };

  const flush = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    writing = writing.then(write, write);
    return writing;
  };

  return {
    recorder: (owner) => (command) => {
      waiting.push(toRow(owner, command));
      timer ??= setTimeout(flush, delayMs);
    },
    flush,
    async close() {
      await flush();
      if (timer) clearTimeout(timer);
    },
  };
}

/** P2xxx: a constraint, a value that can't be stored. Repeating it changes nothing. */
function isAboutTheRow(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^P2/.test(code) && code !== 'P2024' && code !== 'P2028' && code !== 'P2034';
}

function toRow(owner: CommandOwner, command: CommandRecord) {
  return {
    id: newId(),
    ...owner,
    argv: command.argv.map(storable),
    stdinText: command.stdinText === null ? null : storable(command.stdinText),
    stdinBytes: command.stdinBytes,
    stdinSha256: command.stdinSha256,
    stdout: storable(command.stdout),
    stderr: storable(command.stderr),
    exitCode: command.exitCode,
    error: command.error === null ? null : storable(command.error),
    startedAt: command.startedAt,
    durationMs: Math.round(command.durationMs),
  };
}

/** Postgres' text takes no NUL. */
function storable(text: string): string {
  const whole = text.replaceAll('\0', '\u{fffd}');
  if (Buffer.byteLength(whole) <= maxTextBytes) return whole;
  const cut = Buffer.from(whole).subarray(0, maxTextBytes).toString('utf8');
  return `${cut}\n… ${Buffer.byteLength(whole) - maxTextBytes} bytes more`;
}
