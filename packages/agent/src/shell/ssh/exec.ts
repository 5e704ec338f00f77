import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { fail, type VirtfleetError } from '@virtfleet/contracts/errors';
import type { Client, ClientChannel } from 'ssh2';
import type { RunResult, Stdin } from '../types.ts';

export type ExecOptions = {
  stdin: Stdin | undefined;
  timeoutMs: number;
  signal: AbortSignal | undefined;
  maxOutputBytes: number;
};

/** How a command ended: null when the connection broke first. */
export type Exit = { code: number | null; signal: string | undefined };
export type OpenedChannel = { channel: ClientChannel; ended: Promise<Exit | null> };

/** Opens a channel and starts the line there. Rejects with host_unreachable, or cancelled/command_timeout before it is open. */
export function openChannel(
  client: Client,
  line: string,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<OpenedChannel> {
  return new Promise((resolve, reject) => {
    const stop = (error: VirtfleetError) => {
      settle();
      reject(error);
    };
    let given = false;
    const settle = () => {
      given = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = () => stop(fail('cancelled', 'Cancelled'));
    const timer = setTimeout(() => stop(lost('The host opened no channel in time')), timeoutMs);
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      client.exec(line, (error, channel) => {
        // Too late: nobody would close it.
        if (given) return channel && endChannel(channel);
        if (error) return stop(lost('The host did not start a command', error));
        settle();
        resolve({ channel, ended: endOf(channel) });
      });
    } catch (error) {
      stop(lost('The connection to the host broke', error));
    }
  });
}

/** To be called at once: a short command's exit can arrive in the same packet as the channel's opening. */
function endOf(channel: ClientChannel): Promise<Exit | null> {
  let exit: Exit | null = null;
  channel.on('error', () => {});
  channel.on('exit', (code: number | null, signal?: string) => {
    exit = { code, signal };
  });
  return new Promise((resolve) => channel.on('close', () => resolve(exit)));
}

/** Runs one line to its end, whatever its exit code. Rejects with command_timeout, cancelled, host_unreachable or command_failed (too much output). */
export async function execLine(client: Client, line: string, options: ExecOptions): Promise<RunResult> {
  const from = performance.now();
  const { channel, ended: end } = await openChannel(client, line, options.timeoutMs, options.signal);
  const ended = new AbortController();
  return new Promise((resolve, reject) => {
    let problem: VirtfleetError | null = null;

    function finish(done: () => void) {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      ended.abort();
      done();
    }
    function stop(error: VirtfleetError) {
      if (problem) return;
      problem = error;
      endChannel(channel);
      // A host that no longer answers will not confirm the close.
      finish(() => reject(error));
    }
    const onAbort = () => stop(fail('cancelled', 'Cancelled'));
    const timer = setTimeout(
      () =>
        stop(
          fail('command_timeout', 'The host did not finish a command in time', {
            detail: `after ${options.timeoutMs} ms`,
          }),
        ),
      options.timeoutMs,
    );
    options.signal?.addEventListener('abort', onAbort, { once: true });

    let bytes = 0;
    const gather = (stream: Readable) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= options.maxOutputBytes) chunks.push(chunk);
        else stop(fail('command_failed', `A command printed more than ${options.maxOutputBytes} bytes`));
      });
      return () => Buffer.concat(chunks).toString('utf8');
    };
    const stdout = gather(channel);
    const stderr = gather(channel.stderr);
    void end.then((exit) => {
      if (problem) return;
      finish(() => {
        if (exit)
          resolve({
            exitCode: exit.code ?? exitCodeOf(exit.signal),
            stdout: stdout(),
            stderr: stderr(),
            durationMs: Math.round(performance.now() - from),
          });
        else reject(lost('The connection broke while a command ran: its outcome is unknown'));
      });
    });
    feed(channel, options.stdin, ended.signal).catch((error: unknown) =>
      stop(fail('command_failed', 'What was to be sent to the host could not be read', { cause: error })),
    );
  });
}

/** As a shell would tell it: 128 and the signal's number. */
const exitCodeOf = (signal = '') =>
  128 + (Object.entries(constants.signals).find(([name]) => name === `SIG${signal.replace(/^SIG/, '')}`)?.[1] ?? 0);

/** Writes stdin with backpressure, then the end of it. A source that breaks is never followed by an end: half must not pass for whole. */
async function feed(channel: ClientChannel, stdin: Stdin | undefined, ended: AbortSignal): Promise<void> {
  if (!stdin) channel.end();
  else if ('text' in stdin) channel.end(stdin.text);
  else if ('bytes' in stdin) channel.end(stdin.bytes);
  else {
    const source = stdin.stream();
    const onEnded = () => source.destroy();
    ended.addEventListener('abort', onEnded, { once: true });
    try {
      for await (const chunk of source) {
        if (ended.aborted) return;
        if (!channel.write(chunk)) await drained(channel, ended);
      }
      if (!ended.aborted) channel.end();
    } catch (error) {
      if (!ended.aborted) throw error;
    } finally {
      ended.removeEventListener('abort', onEnded);
    }
  }
}

function drained(channel: ClientChannel, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      channel.off('drain', done);
      ended.removeEventListener('abort', done);
      resolve();
    };
    channel.on('drain', done);
    ended.addEventListener('abort', done, { once: true });
  });
}

/** Kills what runs there (OpenSSH 7.9 and later pass the signal on) and gives the channel back. */
export function endChannel(channel: ClientChannel) {
  channel.on('error', () => {});
  channel.resume();
  channel.stderr.resume();
  sendKill(channel);
  channel.close();
}

/**
 * ssh2's own signal() sends none once stdin has ended, which for a command is at once; RFC 4254 §6.9 asks for no such thing.
 * So this goes to its protocol, by the number that the host gave the channel.
 */
function sendKill(channel: ClientChannel) {
  const within = channel as unknown as {
    outgoing: { id: number; state: string };
    _client: { _protocol: { signal(channel: number, name: string): void } };
  };
  const { id, state } = within.outgoing;
  if (state === 'open' || state === 'eof') within._client._protocol.signal(id, 'KILL');
}

export const lost = (message: string, cause?: unknown) =>
  fail('host_unreachable', message, { cause, detail: cause instanceof Error ? cause.message : undefined });
