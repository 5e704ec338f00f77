import type { HostActions } from '@virtfleet/agent/types';
import { type OperationInput, type OperationKind, operationInputs } from '@virtfleet/contracts/operation';
import type { Db, Tx } from '@virtfleet/db/client';
import type { Keyring } from '@virtfleet/db/secrets';
import type { ObjectStore } from '@virtfleet/objects/store';
import type { Locks } from './locks.ts';

/** What a journal can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** What a step may answer; nothing at all is fine. */
// biome-ignore lint/suspicious/noConfusingVoidType: an effect of type () => Promise<void> is the common case
export type Output = Json | undefined | void;

/** What the worker lends to every operation. */
export type World = { db: Db; keyring: Keyring; objects: ObjectStore; locks: Locks };

/** What a step may touch. Commands that go through `host` are recorded under that step. */
export type StepScope = {
  host: HostActions;
  /** Ends the step: its time is up, someone asked for the operation's end, or this worker gives it up. What can't stop half way does not listen. */
  signal: AbortSignal;
  /** Rows of ours that belong to the step's effect: only while the operation is mine, and safe to repeat. */
  write<T>(body: (tx: Tx) => Promise<T>): Promise<T>;
  /** A number that nobody had before, for names that must never be used twice. */
  newToken(): Promise<string>;
};

export type StepOptions = {
  /** Registered before the effect, so that it covers a step in flight. Safe to repeat, and content to find nothing. */
  undo?: (at: StepScope) => Promise<unknown>;
  /** A backstop, longer than the limits of the commands within. Default 120 s. */
  timeoutMs?: number;
  /** Default 1: the first failure is the step's. */
  attempts?: number;
  retryIf?: (error: unknown) => boolean;
};

export type Context = World & {
  operationId: string;
  hostId: string;
  /** For a step that was added, moved or changed later: which code this operation began with. */
  codeVersion: number;
  /** An effect on a host, journaled under its name: replayed once done. What it answers must survive JSON. */
  step<T extends Output>(name: string, effect: (at: StepScope) => Promise<T>, options?: StepOptions): Promise<T>;
  /** Our own rows and the step's row in one transaction: exactly once. */
  stepTx<T extends Output>(name: string, effect: (tx: Tx) => Promise<T>): Promise<T>;
  /** A read of our own rows that isn't worth a step: repeated while Postgres can't answer. */
  read<T>(query: (db: Db) => Promise<T>): Promise<T>;
};

/** How an operation that failed leaves the rows: runs in the transaction that closes it. */
export type Settle = (tx: Tx) => Promise<void>;

export type Operation<Input> = {
  kind: OperationKind;
  parse(input: unknown): Input;
  run(input: Input, context: Context): Promise<void>;
  /** After the undos: looks at the host once more if it can, then says what the rows become. */
  failed(input: Input, at: StepScope & { read: Context['read'] }, message: string): Promise<Settle>;
};

/** An operation whose input is hidden, so that all kinds fit into one registry. */
export type AnyOperation = {
  kind: OperationKind;
  run(input: unknown, context: Context): Promise<void>;
  failed(input: unknown, at: StepScope & { read: Context['read'] }, message: string): Promise<Settle>;
};

/** Declares an operation: `run` is a list of named steps with the undo beside each. Only steps have effects; between them stands nothing that could differ in a replay. */
export function operation<K extends OperationKind>(
  kind: K,
  body: Pick<Operation<OperationInput<K>>, 'run' | 'failed'>,
): AnyOperation {
  // The registry of inputs is keyed by the same kind, which TypeScript can't follow through an index.
  const parse = (input: unknown) => operationInputs[kind].parse(input) as OperationInput<K>;
  return {
    kind,
    run: (input, context) => body.run(parse(input), context),
    failed: (input, at, message) => body.failed(parse(input), at, message),
  };
}
