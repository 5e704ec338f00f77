import type { Duplex, Readable, Writable } from 'node:stream';
import type { CommandRecord } from '@virtfleet/contracts/command';

/** What a command is fed: text is recorded whole, bytes only as size and hash. */
export type Stdin =
  | { text: string }
  | { bytes: Uint8Array }
  | { stream: () => Readable; sizeBytes: number; sha256: string };

/**
 * Who may change a thing on a host: the host keeps the highest (epoch, token) that it was shown for each subject, and refuses a
 * lower one, so that a worker that was frozen and wakes up does nothing late. One guarded command of a subject runs at a time.
 */
export type Guard = {
  /** [a-z0-9-], as "vm-<id>". */
  subject: string;
  epoch: number;
  /** Decimal: a bigint of the database. */
  token: string;
};

export type RunOptions = {
  stdin?: Stdin;
  /** Kills the command, there too, and fails with command_timeout; the outcome is then unknown. Default 30 s. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Output beyond this fails the command rather than filling our memory. Default 4 MiB. */
  maxOutputBytes?: number;
  /** Exit codes other than 0 that are an answer, not a failure. */
  okExitCodes?: readonly number[];
  /** Strings that must never reach a record, a log or an error. */
  redact?: readonly string[];
  /** Refuses with fenced when the host has been shown a higher token; host_unreachable (busy) when an earlier command does not end. */
  guard?: Guard;
  /** For long streams: a connection of their own, closed behind them, so that short commands never queue behind bytes. */
  ownConnection?: boolean;
};

export type OpenOptions = {
  /** stderr arrives on stdout, in the order in which it was written. */
  mergeStderr?: boolean;
  /** For a process that never reads its stdin, and so would outlive a broken connection: ends it with the connection. */
  leash?: boolean;
};

export type RunResult = { exitCode: number; stdout: string; stderr: string; durationMs: number };

/** A process that stays: a persistent virsh, the event stream, a console. */
export type ShellProcess = {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** Resolves when it has ended, by itself or by kill(); null: the connection broke first. */
  exited: Promise<number | null>;
  kill(): void;
};

/**
 * The one narrow door to a host. A real host answers over SSH; a fake one answers the same argv from memory.
 * argv is never a string: no shell of ours ever sees user text unquoted.
 */
export interface HostShell {
  /** Rejects with command_failed (message holds stderr's first line), command_timeout, host_unreachable, host_key_changed, fenced or cancelled. */
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  open(argv: readonly string[], options?: OpenOptions): Promise<ShellProcess>;
  /** A byte stream to 127.0.0.1:port on the host; takes none of the bounded channels. */
  dial(port: number): Promise<Duplex>;
  /** Tells the present state at once when it is known, then each change. Answers the way to stop listening. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
  close(): Promise<void>;
}

export type ConnectionState =
  | { state: 'up' }
  | { state: 'down'; code: 'host_unreachable' | 'host_key_changed'; reason: string };

/** Called once per command, after it ended; must not throw, must not block. */
export type Recorder = (command: CommandRecord) => void;
