import type { Readable } from 'node:stream';
import { fail, type VirtfleetError } from '@virtfleet/contracts/errors';
import { failedCommand, redacted } from '../failed.ts';
import { guardedArgv, refusalOf } from '../ssh/guard.ts';
import type { ConnectionState, HostShell, RunOptions, RunResult, Stdin } from '../types.ts';
import { perform } from './commands.ts';
import { commandWord } from './faults.ts';
import type { FakeHost } from './host.ts';
import type { Home } from './machine.ts';
import { openProcess } from './processes.ts';

export type FakeShellOptions = {
  /** What is pinned; default: whatever it shows now. */
  hostKeys?: readonly string[];
  /** Whose files it works on; default: those of the host's user virtfleet. */
  home?: Home;
  /** Until a host that can't be reached is tried again; heal and thaw are noticed at once. */
  reconnectMs?: number;
};

const defaultTimeoutMs = 30_000;
const defaultMaxOutputBytes = 4 * 1024 * 1024;

/** A connection to a fake host, as shell/ssh/shell.ts is one to a real host: the same argv, the same errors. */
export function fakeShell(host: FakeHost, options: FakeShellOptions = {}): HostShell {
  const pinned = options.hostKeys ?? [host.hostKey];
  const home = options.home ?? host.machine.home;
  const listeners = new Set<(state: ConnectionState) => void>();
  const closing = new AbortController();
  let state: ConnectionState | null = null;
  /** Aborts with why, when this connection breaks. */
  let live: AbortController | null = null;
  let settled = Promise.withResolvers<void>();

  function become(next: ConnectionState) {
    const same = JSON.stringify(state) === JSON.stringify(next);
    state = next;
    settled.resolve();
    settled = Promise.withResolvers();
    if (!same) for (const listener of listeners) listener(next);
  }
  function connect() {
    if (live || closing.signal.aborted) return;
    const known = pinned.map(keyOf).includes(keyOf(host.hostKey));
    const reach = host.reach();
    if (reach === 'cut' || reach === 'frozen')
      return become({ state: 'down', code: 'host_unreachable', reason: `${host.name} did not answer within 10000 ms` });
    if (reach === 'booting')
      return become({
        ...{ state: 'down', code: 'host_unreachable' },
        reason: `${host.name} refuses connections: no SSH server answers there`,
      });
    if (!known)
      return become({
        ...{ state: 'down', code: 'host_key_changed' },
        reason: `${host.name} shows another host key than the one that is pinned`,
      });
    live = new AbortController();
    become({ state: 'up' });
  }
  function lose(why: string) {
    const lost = live;
    live = null;
    lost?.abort(fail('host_unreachable', why));
    if (lost) become({ state: 'down', code: 'host_unreachable', reason: why });
  }
  const watch = (broken: string | null) => {
    if (broken === null) setImmediate(connect);
    else lose(broken);
  };
  host.connections.add(watch);
  setImmediate(connect);

  /** The live connection. A break that may be over at once is waited out for a moment. */
  async function connection(signal?: AbortSignal): Promise<AbortController> {
    if (!live && !closing.signal.aborted) {
      connect();
      if (!live && host.reach() === 'booting') await Promise.race([settled.promise, aborted(signal)]);
    }
    if (closing.signal.aborted) throw fail('cancelled', `The connection to ${host.name} was closed`);
    if (signal?.aborted) throw fail('cancelled', 'Cancelled');
    if (live) return live;
    const down = state as Extract<ConnectionState, { state: 'down' }> | null;
    throw fail(down?.code ?? 'host_unreachable', down?.reason ?? `${host.name} does not answer`);
  }

  async function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const from = performance.now();
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const through = await connection(options.signal);
    const word = commandWord(argv);
    host.commands.set(word, (host.commands.get(word) ?? 0) + 1);

    // What ends it there: its own limit, our cancel, the machine's power; a broken connection does not.
    const kill = new AbortController();
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => {});
    const stop = (error: VirtfleetError) => {
      ended.reject(error);
      kill.abort(error);
    };
    const timer = setTimeout(
      () =>
        stop(
          fail('command_timeout', 'The host did not finish a command in time', {
            detail: `${redacted(argv.join(' '), options.redact)} after ${timeoutMs} ms`,
          }),
        ),
      timeoutMs,
    );
    const onCancel = () => stop(fail('cancelled', 'Cancelled'));
    options.signal?.addEventListener('abort', onCancel, { once: true });
    const lost = fail('host_unreachable', 'The connection broke while a command ran: its outcome is unknown');
    const onLost = () => ended.reject(lost);
    through.signal.addEventListener('abort', onLost, { once: true });

    try {
      const stdin = fed(options.stdin, AbortSignal.any([through.signal, kill.signal]), stop);
      const call = {
        argv: options.guard ? guardedArgv(options.guard, argv) : argv,
        ...{ stdin, home },
        signal: AbortSignal.any([kill.signal, host.power()]),
        cut: () => lose(`The connection to ${host.name} broke`),
      };
      const running = perform(host.machine, host.faults, call);
      running.catch(() => {});
      const answer = await Promise.race([running, ended.promise]);
      return finished(answer, Math.round(performance.now() - from));
    } catch (error) {
      // What the machine took with it.
      throw error instanceof Error && error.name !== 'VirtfleetError' ? lost : error;
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onCancel);
      through.signal.removeEventListener('abort', onLost);
    }

    function finished(answer: Omit<RunResult, 'durationMs'>, durationMs: number): RunResult {
      const result = { ...answer, durationMs };
      const most = options.maxOutputBytes ?? defaultMaxOutputBytes;
      if (Buffer.byteLength(result.stdout) + Buffer.byteLength(result.stderr) > most)
        throw fail('command_failed', `A command printed more than ${most} bytes`);
      const refusal = options.guard && refusalOf(options.guard, host.name, result);
      if (refusal) throw refusal;
      if (result.exitCode !== 0 && !options.okExitCodes?.includes(result.exitCode))
        throw failedCommand(argv, result, options.redact);
      return result;
    }
  }

  return {
    run,
    async open(argv) {
      const through = await connection();
      const signal = AbortSignal.any([through.signal, host.power()]);
      return openProcess(host.machine, host.faults, {
        argv,
        home,
        signal,
        cut: () => lose(`The connection to ${host.name} broke`),
      });
    },
    async dial(port) {
      await connection();
      throw fail('host_unreachable', `Nothing answers on port ${port} of the host`);
    },
    onConnection(listener) {
      listeners.add(listener);
      if (state) listener(state);
      return () => listeners.delete(listener);
    },
    async close() {
      closing.abort();
      host.connections.delete(watch);
      live?.abort(fail('cancelled', `The connection to ${host.name} was closed`));
      live = null;
      settled.resolve();
    },
  };
}

/** Type and key, without the comment. */
const keyOf = (line: string) => line.trim().split(/\s+/).slice(0, 2).join(' ');

const aborted = (signal?: AbortSignal) =>
  new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));

/**
 * What the command is fed, until it ends or its connection does. A source that breaks is told and never followed by an end of
 * file; a connection that breaks is one, as sshd closes the pipe.
 */
async function* fed(
  stdin: Stdin | undefined,
  gone: AbortSignal,
  stop: (error: VirtfleetError) => void,
): AsyncGenerator<Uint8Array> {
  if (!stdin) return;
  if ('text' in stdin) return yield Buffer.from(stdin.text);
  if ('bytes' in stdin) return yield stdin.bytes;
  const source: Readable = stdin.stream();
  const end = () => source.destroy();
  gone.addEventListener('abort', end, { once: true });
  try {
    if (gone.aborted) return end();
    for await (const chunk of source) yield chunk;
  } catch (error) {
    if (gone.aborted) return;
    stop(fail('command_failed', 'What was to be sent to the host could not be read', { cause: error }));
    await new Promise(() => {});
  } finally {
    gone.removeEventListener('abort', end);
  }
}
