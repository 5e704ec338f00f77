import type { CommandLog } from '@virtfleet/db/commands';
import type { ClaimedOperation, Journal } from './journal.ts';

/** What a worker tells of itself as it works, for whoever counts. Its methods must not throw. */
export type WorkerObserver = {
  /** A step has ended; `ms` with all of its tries, in this process. */
  step(kind: string, step: string, status: 'done' | 'failed', ms: number): void;
  /** An operation has ended, or is stuck; `ms` since this process took it. */
  operation(kind: string, status: 'done' | 'failed' | 'cancelled' | 'stuck', ms: number): void;
  /** A command of an operation has ended on a host; "cut": no exit code came back. */
  command(argv: readonly string[], outcome: 'ok' | 'failed' | 'cut', ms: number): void;
};

/** The same journal, which tells an observer what it has written. */
export function observed(journal: Journal, { kind }: ClaimedOperation, observer: WorkerObserver): Journal {
  const from = performance.now();
  const begun = new Map<string, number>();
  const stepEnded = (step: string, status: 'done' | 'failed') =>
    observer.step(kind, step, status, performance.now() - (begun.get(step) ?? performance.now()));
  const ended = (status: 'done' | 'failed' | 'cancelled' | 'stuck') =>
    observer.operation(kind, status, performance.now() - from);
  return {
    ...journal,
    async begin(step, seq, evenIfCancelled) {
      await journal.begin(step, seq, evenIfCancelled);
      begun.set(step, performance.now());
    },
    async done(step, output) {
      const written = await journal.done(step, output);
      stepEnded(step, 'done');
      return written;
    },
    async failed(step, error) {
      const written = await journal.failed(step, error);
      stepEnded(step, 'failed');
      return written;
    },
    async stepTx(step, seq, body) {
      begun.set(step, performance.now());
      const output = await journal.stepTx(step, seq, body);
      stepEnded(step, 'done');
      return output;
    },
    async closeDone() {
      await journal.closeDone();
      ended('done');
    },
    async closeFailed(status, error, detail, settle) {
      await journal.closeFailed(status, error, detail, settle);
      ended(status);
    },
    async stuck(detail) {
      await journal.stuck(detail);
      ended('stuck');
    },
  };
}

/** The same log of commands, which tells an observer how each ended. */
export function observedCommands(commands: CommandLog, observer: WorkerObserver): CommandLog {
  return {
    ...commands,
    recorder: (owner) => {
      const record = commands.recorder(owner);
      return (command) => {
        const { argv, exitCode, durationMs } = command;
        observer.command(argv, exitCode === null ? 'cut' : exitCode === 0 ? 'ok' : 'failed', durationMs);
        record(command);
      };
    },
  };
}
