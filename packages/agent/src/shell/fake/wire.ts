import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ConnectionState, OpenOptions, RunOptions, RunResult } from '../types.ts';

/** A connection to one fake host of a simulator, as lines of JSON. Bytes travel as base64. */
export type ToHost =
  | { op: 'connect'; host: string; hostKeys: readonly string[] }
  | {
      op: 'run';
      id: number;
      argv: readonly string[];
      options: PlainRunOptions;
      stdin: 'none' | 'stream' | { packed: string };
    }
  | { op: 'open'; id: number; argv: readonly string[]; options: OpenOptions }
  | { op: 'stdin'; id: number; base64: string }
  | { op: 'stdin end'; id: number }
  /** A cancel, or a source that broke: `broken` is never followed by an end of file. */
  | { op: 'stop'; id: number; why: 'cancelled' | 'broken' }
  | { op: 'control'; id: number; host: string; control: Control };

export type FromHost =
  | { state: ConnectionState }
  | { id: number; done: RunResult }
  | { id: number; failed: PlainError }
  | { id: number; opened: true }
  | { id: number; stream: 'stdout' | 'stderr'; base64: string }
  | { id: number; exited: number | null };

export type PlainRunOptions = Omit<RunOptions, 'stdin' | 'signal'>;
export type PlainError = { code: string; message: string; detail?: string; data?: unknown };

/** What a test, a bench or a curious person does to a fake host from outside. */
export type Control =
  | { do: 'cut' | 'heal' | 'thaw' | 'reboot' | 'changeHostKey' | 'restoreHostKey' | 'clear' | 'save' }
  | { do: 'freeze'; noticeMs?: number }
  | { do: 'libvirtd'; how: 'kill' | 'stop' | 'cont' | 'down' | 'up' }
  | { do: 'guest'; what: 'powerOff' | 'killQemu' | 'ioError' | 'ignoreAcpi'; domainName: string }
  | { do: 'fail'; on: string; times?: number; after?: number; stderr?: string }
  | { do: 'delay'; on: string; ms: number; times?: number; after?: number }
  | { do: 'hang'; on: string; times?: number; after?: number }
  | { do: 'lose answer'; on: string; times?: number; after?: number; by?: 'hang' | 'cut' }
  | { do: 'resize'; cpus?: number; memoryMib?: number; poolCapacityBytes?: number }
  | { do: 'virsh'; words: readonly string[]; stdin?: string };

/** Calls with each whole line, parsed. What arrives is of our own making, over a socket that only we can open. */
export function onLines<Message>(socket: Socket, heard: (message: Message) => void) {
  const decoder = new StringDecoder('utf8');
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += decoder.write(chunk);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) heard(JSON.parse(line));
  });
}

/** Resolves when more may be written. */
export function send(socket: Socket, message: ToHost | FromHost): Promise<void> | null {
  if (socket.destroyed || socket.write(`${JSON.stringify(message)}\n`)) return null;
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

/** A seed's image is 128 KiB, nearly all of it zeros. */
export const pack = (bytes: Uint8Array): string => deflateRawSync(bytes, { level: 1 }).toString('base64');
export const unpack = (packed: string): Buffer => inflateRawSync(Buffer.from(packed, 'base64'));
