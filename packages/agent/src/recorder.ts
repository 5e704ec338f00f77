import { createHash } from 'node:crypto';
import type { CommandRecord } from '@virtfleet/contracts/command';
import { VirtfleetError } from '@virtfleet/contracts/errors';
import { redacted } from './shell/failed.ts';
import type { HostShell, Recorder, RunOptions, Stdin } from './shell/types.ts';

/** More of an output than this helps nobody, and rows must stay small. */
export const recordedOutputBytes = 64 * 1024;

/** The same shell, each `run` told to the recorder after it ended, however it ended. Processes that stay are not commands. */
export function recordingShell(shell: HostShell, recorder: Recorder): HostShell {
  return {
    ...shell,
    async run(argv, options = {}) {
      const startedAt = new Date();
      const from = performance.now();
      const tell = (outcome: Pick<CommandRecord, 'stdout' | 'stderr' | 'exitCode' | 'error'>) =>
        recorder(
          commandRecord(argv, options, { ...outcome, startedAt, durationMs: Math.round(performance.now() - from) }),
        );
      try {
        const result = await shell.run(argv, options);
        tell({ stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode, error: null });
        return result;
      } catch (error) {
        tell({ ...evidenceIn(error), error: messageOf(error) });
        throw error;
      }
    },
  };
}

type Outcome = Pick<CommandRecord, 'stdout' | 'stderr' | 'exitCode' | 'error' | 'startedAt' | 'durationMs'>;

/** A record as it is kept: nothing secret, nothing endless, and no NUL, which Postgres' text can't hold. */
export function commandRecord(
  argv: readonly string[],
  options: Pick<RunOptions, 'stdin' | 'redact'>,
  outcome: Outcome,
): CommandRecord {
  const clean = (text: string) => cut(redacted(text, options.redact).replaceAll('\0', '\uFFFD'));
  return {
    ...outcome,
    argv: argv.map(clean),
    ...stdinRecord(options.stdin, clean),
    stdout: clean(outcome.stdout),
    stderr: clean(outcome.stderr),
    error: outcome.error === null ? null : clean(outcome.error),
  };
}

function stdinRecord(stdin: Stdin | undefined, clean: (text: string) => string) {
  if (!stdin) return { stdinText: null, stdinBytes: null, stdinSha256: null };
  if ('text' in stdin) return { stdinText: clean(stdin.text), stdinBytes: null, stdinSha256: null };
  if ('bytes' in stdin)
    return {
      stdinText: null,
      stdinBytes: stdin.bytes.length,
      stdinSha256: createHash('sha256').update(stdin.bytes).digest('hex'),
    };
  return { stdinText: null, stdinBytes: stdin.sizeBytes, stdinSha256: stdin.sha256 };
}

function cut(text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= recordedOutputBytes) return text;
  const kept = Buffer.from(text)
    .subarray(0, recordedOutputBytes)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
  return `${kept}\n[${bytes - recordedOutputBytes} more bytes were not kept]`;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A failed command's error carries what it said: shell/failed.ts. */
function evidenceIn(error: unknown): Pick<CommandRecord, 'stdout' | 'stderr' | 'exitCode'> {
  const data: unknown = error instanceof VirtfleetError && error.code === 'command_failed' ? error.data : null;
  const of = (key: string): unknown => (typeof data === 'object' && data !== null ? Reflect.get(data, key) : undefined);
  const text = (key: string) => (typeof of(key) === 'string' ? String(of(key)) : '');
  return {
    stdout: text('stdout'),
    stderr: text('stderr'),
    exitCode: typeof of('exitCode') === 'number' ? Number(of('exitCode')) : null,
  };
}
