import { createConnection, type Socket } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import { type ErrorCode, errorCodes, fail, VirtfleetError } from '@virtfleet/contracts/errors';
import type { ConnectionState, HostShell, RunResult, ShellProcess, Stdin } from '../types.ts';
import { type Control, type FromHost, onLines, type PlainError, pack, send, type ToHost } from './wire.ts';

export type SimulatedTarget = {
  /** The simulator's Unix socket. */
  socketPath: string;
  /** The host's name there. */
  name: string;
  hostKeys: readonly string[];
};

const reconnectMs = 250;

type Pending = { heard(message: FromHost): void; lost(): void };

/** A connection to a fake host that lives in another process. Connects in the background, and again when the simulator went. */
export function createSimulatedShell({ socketPath, name, hostKeys }: SimulatedTarget): HostShell {
  const listeners = new Set<(state: ConnectionState) => void>();
  const pending = new Map<number, Pending>();
  let state: ConnectionState | null = null;
  const known = Promise.withResolvers<void>();
  let socket: Socket | null = null;
  let closed = false;
  let ids = 0;

  function become(next: ConnectionState) {
    const same = JSON.stringify(state) === JSON.stringify(next);
    state = next;
    known.resolve();
    if (!same) for (const listener of listeners) listener(next);
  }

  function dial() {
    if (closed) return;
    const dialled = createConnection(socketPath);
    socket = dialled;
    dialled.on('error', () => {});
    dialled.on('connect', () => void send(dialled, { op: 'connect', host: name, hostKeys }));
    onLines<FromHost>(dialled, (message) => {
      if ('state' in message) become(message.state);
      else pending.get(message.id)?.heard(message);
    });
    dialled.on('close', () => {
      become({ state: 'down', code: 'host_unreachable', reason: 'The simulator does not answer' });
      for (const each of [...pending.values()]) each.lost();
      if (!closed) setTimeout(dial, reconnectMs).unref();
    });
  }
  dial();

  /** The socket, once the simulator has said how the host is. What it then refuses, it says itself. */
  async function ready(): Promise<Socket> {
    await known.promise;
    if (closed) throw fail('cancelled', `The connection to ${name} was closed`);
    if (!socket || socket.destroyed || !socket.writable) throw lost();
    return socket;
  }

  return {
    async run(argv, { stdin, signal, ...options } = {}) {
      const to = await ready();
      if (signal?.aborted) throw fail('cancelled', 'Cancelled');
      const id = ++ids;
      const done = Promise.withResolvers<RunResult>();
      let broken: VirtfleetError | null = null;
      pending.set(id, {
        heard(message) {
          if ('done' in message) done.resolve(message.done);
          if ('failed' in message) done.reject(broken ?? errorOf(message.failed));
        },
        lost: () => done.reject(lost()),
      });
      const ended = new AbortController();
      const cancel = () => void send(to, { op: 'stop', id, why: 'cancelled' });
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        void send(to, { op: 'run', id, argv, options, stdin: given(stdin) });
        if (stdin && 'stream' in stdin)
          feed(to, id, stdin, ended.signal).catch((cause: unknown) => {
            broken = fail('command_failed', 'What was to be sent to the host could not be read', { cause });
            void send(to, { op: 'stop', id, why: 'broken' });
          });
        return await done.promise;
      } finally {
        ended.abort();
        signal?.removeEventListener('abort', cancel);
        pending.delete(id);
      }
    },

    async open(argv, options = {}) {
      const to = await ready();
      const id = ++ids;
      const opened = Promise.withResolvers<ShellProcess>();
      const exited = Promise.withResolvers<number | null>();
      const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
      const end = (code: number | null) => {
        pending.delete(id);
        for (const stream of Object.values(streams)) stream.end();
        exited.resolve(code);
      };
      const stdin = new Writable({
        write: (chunk: Buffer, _, written) => {
          void send(to, { op: 'stdin', id, base64: Buffer.from(chunk).toString('base64') });
          written();
        },
        final: (done) => {
          void send(to, { op: 'stdin end', id });
          done();
        },
      });
      const kill = () => {
        void send(to, { op: 'stop', id, why: 'cancelled' });
        end(137);
      };
      pending.set(id, {
        heard(message) {
          if ('opened' in message) opened.resolve({ stdin, ...streams, exited: exited.promise, kill });
          if ('failed' in message) opened.reject(errorOf(message.failed));
          if ('stream' in message) streams[message.stream].write(Buffer.from(message.base64, 'base64'));
          if ('exited' in message) end(message.exited);
        },
        lost() {
          opened.reject(lost());
          end(null);
        },
      });
      void send(to, { op: 'open', id, argv, options });
      return opened.promise;
    },

    async dial(port) {
      await ready();
      throw fail('host_unreachable', `Nothing answers on port ${port} of the host`);
    },
    onConnection(listener) {
      listeners.add(listener);
      if (state) listener(state);
      return () => listeners.delete(listener);
    },
    async close() {
      closed = true;
      known.resolve();
      socket?.destroy();
    },
  };
}

/** Does something to a host of a simulator, from outside. Answers what virsh printed, where it was asked. */
export async function controlSimulator(socketPath: string, host: string, control: Control): Promise<string> {
  const socket = createConnection(socketPath);
  const answer = Promise.withResolvers<string>();
  socket.on('error', (error) => answer.reject(error));
  socket.on('close', () => answer.reject(lost()));
  onLines<FromHost>(socket, (message) => {
    if ('done' in message) answer.resolve(message.done.stdout);
    if ('failed' in message) answer.reject(errorOf(message.failed));
  });
  void send(socket, { op: 'control', id: 0, host, control });
  try {
    return await answer.promise;
  } finally {
    socket.destroy();
  }
}

const lost = () => fail('host_unreachable', 'The connection broke while a command ran: its outcome is unknown');

function errorOf({ code, message, detail, data }: PlainError): VirtfleetError {
  const known = errorCodes.find((each): each is ErrorCode => each === code) ?? 'internal';
  return new VirtfleetError(known, message, { detail, data });
}

function given(stdin: Stdin | undefined): Extract<ToHost, { op: 'run' }>['stdin'] {
  if (!stdin) return 'none';
  if ('stream' in stdin) return 'stream';
  return { packed: pack('text' in stdin ? Buffer.from(stdin.text) : stdin.bytes) };
}

/** Writes with backpressure, until the source or the command ends. */
async function feed(to: Socket, id: number, stdin: Extract<Stdin, { stream: unknown }>, ended: AbortSignal) {
  const source = stdin.stream();
  const end = () => source.destroy();
  ended.addEventListener('abort', end, { once: true });
  try {
    for await (const chunk of source) {
      if (ended.aborted) return;
      await send(to, { op: 'stdin', id, base64: Buffer.from(chunk).toString('base64') });
    }
    void send(to, { op: 'stdin end', id });
  } catch (error) {
    if (!ended.aborted) throw error;
  } finally {
    ended.removeEventListener('abort', end);
  }
}
