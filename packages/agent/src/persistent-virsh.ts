import { randomUUID } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import { fail, VirtfleetError } from '@virtfleet/contracts/errors';
import type { Log } from '@virtfleet/telemetry/log';
import { commandRecord } from './recorder.ts';
import { complaint } from './shell/failed.ts';
import { virshLine } from './shell/quote.ts';
import type { HostShell, Recorder } from './shell/types.ts';
import { troubleIn, virsh } from './virsh.ts';

/** What virsh printed, or what it complained of: a reader decides whether that is an answer. */
export type VirshAnswer = { ok: true; stdout: string } | { ok: false; said: string };

/** Reads from libvirt, of our own names only. Rejects with command_timeout or host_unreachable. */
export type VirshReads = { read(...words: string[]): Promise<VirshAnswer> };

export type PersistentVirsh = VirshReads & { close(): void };

export type VirshTimes = {
  /** Until a read counts as hanging. Default 15 s. */
  timeoutMs?: number;
  /** After so long without a read it ends, and gives its channel back; default: never. */
  idleMs?: number;
};
const defaultTimeoutMs = 15_000;
const maxAnswerBytes = 16 * 1024 * 1024;

/**
 * One virsh that stays, fed on stdin: 0.5 ms a read instead of 20. One read at a time; a read that hangs has it killed, and
 * the next read starts another. One that died, or lost its libvirtd, is replaced and asked again, since reads can be repeated.
 */
export function createPersistentVirsh(shell: HostShell, log: Log, times: VirshTimes = {}): PersistentVirsh {
  const { timeoutMs = defaultTimeoutMs, idleMs } = times;
  let session: Promise<Session> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  /** Of the last read that hung. Those that waited behind it fail with it: one by one they would wait as long again. */
  let hung: { error: VirtfleetError; asked: number } | null = null;
  let asked = 0;
  let waiting = 0;
  let idle: NodeJS.Timeout | undefined;

  const answered = () => {
    if (--waiting > 0 || idleMs === undefined || closed) return;
    idle = setTimeout(() => void end(), idleMs);
    idle.unref();
  };

  async function end() {
    const ending = session;
    session = null;
    (await ending?.catch(() => null))?.kill();
  }

  async function ask(words: string[], again: boolean): Promise<VirshAnswer> {
    if (closed) throw fail('cancelled', 'The connection to the host was closed');
    session ??= startSession(shell);
    const current = await session.catch(async (error: unknown) => {
      await end();
      throw error;
    });
    try {
      const answer = await current.ask(words, timeoutMs);
      if (answer.ok || !again || troubleIn(answer.said) !== 'disconnected') return answer;
      log.info({ said: answer.said }, 'virsh lost its libvirtd: starting another');
      await end();
    } catch (error) {
      await end();
      if (error instanceof VirtfleetError && error.code === 'command_timeout') hung = { error, asked };
      const died = error instanceof VirtfleetError && error.code === 'host_unreachable';
      if (!died || !again) throw error;
    }
    return ask(words, false);
  }

  return {
    read(...words) {
      const turn = ++asked;
      waiting++;
      clearTimeout(idle);
      const answer = last.then(() => {
        if (hung && turn <= hung.asked) throw hung.error;
        return ask(words, true);
      });
      last = answer.catch(() => {}).then(answered);
      return answer;
    },
    close() {
      closed = true;
      clearTimeout(idle);
      void end();
    },
  };
}

type Session = { ask(words: string[], timeoutMs: number): Promise<VirshAnswer>; kill(): void };

async function startSession(shell: HostShell): Promise<Session> {
  const process = await shell.open(virsh(), { mergeStderr: true });
  const decoder = new StringDecoder('utf8');
  let text = '';
  let heard = () => {};
  let ended = false;
  process.stdout.on('data', (chunk: Buffer) => {
    text += decoder.write(chunk);
    heard();
  });
  process.stdin.on('error', () => {});
  void process.exited.then(() => {
    ended = true;
    heard();
  });

  // What is printed may hold anything, also text of people and guests: none of it can be taken for a marker.
  const nonce = randomUUID().slice(0, 8);
  let commands = 0;
  return {
    kill: () => process.kill(),
    async ask(words, timeoutMs) {
      const marker = `@@${nonce}.${++commands}@@`;
      const line = virshLine(words);
      process.stdin.write(`${line}\necho ${marker}\n`);
      const deadline = performance.now() + timeoutMs;
      for (let from = 0; ; ) {
        const at = text.indexOf(`echo ${marker}`, from);
        const end = at < 0 ? -1 : text.indexOf('\n', at);
        if (end >= 0) {
          const answer = answerIn(text.slice(0, at));
          text = text.slice(end + 1);
          return answer;
        }
        from = Math.max(0, text.length - marker.length - 5);
        if (ended) throw lostVirsh(text);
        if (text.length > maxAnswerBytes) throw fail('command_failed', 'virsh printed more than it ever should');
        const leftMs = deadline - performance.now();
        if (leftMs <= 0)
          throw fail('command_timeout', 'libvirt on the host did not answer in time', {
            detail: `virsh ${line} after ${timeoutMs} ms`,
          });
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, leftMs);
          heard = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
  };
}

const lostVirsh = (text: string) =>
  fail('host_unreachable', 'virsh on the host ended', { detail: complaint(text.slice(-500)) });

const prompt = 'virsh # ';

/**
 * The answer in what came before a marker. Readline echoes each line behind the prompt when virsh reads it, which is after the
 * command before it was done and flushed. So the text begins with the last marker, the prompt and our own line (of a long one
 * only the tail), and ends with the prompt of the marker's.
 */
export function answerIn(text: string): VirshAnswer {
  const line = text.indexOf('\n', Math.max(0, text.indexOf(prompt))) + 1;
  // A libvirtd that went away is told at the prompt, before our line.
  if (text.slice(0, line).includes('error: '))
    return { ok: false, said: complaint(text.slice(text.indexOf('error: '))) };
  const end = text.endsWith(prompt) ? text.length - prompt.length : text.length;
  const body = text.slice(line, Math.max(line, end));
  return body.startsWith('error: ') ? { ok: false, said: complaint(body) } : { ok: true, stdout: body };
}

/** The same reads, each recorded as the command that an admin would type. */
export function recordingReads(reads: VirshReads, recorder: Recorder): VirshReads {
  return {
    async read(...words) {
      const startedAt = new Date();
      const from = performance.now();
      const tell = (outcome: { stdout: string; stderr: string; exitCode: number | null; error: string | null }) =>
        recorder(
          commandRecord(
            virsh(...words),
            {},
            { ...outcome, startedAt, durationMs: Math.round(performance.now() - from) },
          ),
        );
      try {
        const answer = await reads.read(...words);
        if (answer.ok) tell({ stdout: answer.stdout, stderr: '', exitCode: 0, error: null });
        else tell({ stdout: '', stderr: answer.said, exitCode: 1, error: null });
        return answer;
      } catch (error) {
        tell({ stdout: '', stderr: '', exitCode: null, error: error instanceof Error ? error.message : String(error) });
        throw error;
      }
    },
  };
}
