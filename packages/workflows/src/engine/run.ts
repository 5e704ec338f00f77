import type { Guard, Recorder } from '@virtfleet/agent/shell/types';
import type { HostAgent } from '@virtfleet/agent/types';
import { fail } from '@virtfleet/contracts/errors';
import type { Tx } from '@virtfleet/db/client';
import type { Log } from '@virtfleet/telemetry/log';
import { durable, pause } from './durable.ts';
import { Cancelled, endsHere, explain, inOurWords, isUnreachable, JournalBroken, Left, Unwinding } from './errors.ts';
import type { ClaimedOperation, Journal, JournaledStep } from './journal.ts';
import type { AnyOperation, Context, Output, Settle, StepOptions, StepScope, World } from './operation.ts';

export type RunInput = {
  op: ClaimedOperation;
  operation: AnyOperation;
  world: World;
  journal: Journal;
  agent: HostAgent;
  /** What the operation changes on the host runs under it. */
  guard: Guard;
  /** Keeps the commands of one step; null: those of no step. */
  recorderFor: (stepName: string | null) => Recorder;
  newToken: () => Promise<string>;
  /** Something that a page shows has changed; `ended`: the operation has ended. */
  changed: (ended?: boolean) => void;
  /** Asked between steps: this worker finishes what it does and begins nothing more. */
  stopping: () => boolean;
  /** Gives up at once, in the middle of a step. */
  signal: AbortSignal;
  /** Someone asked for the operation's end. */
  cancel: AbortSignal;
  backoffMs: number;
  log: Log;
};

const defaultStepTimeoutMs = 120_000;
/** How long a step whose time is up may take to notice, so that it doesn't meet its own undo. */
const graceMs = 5_000;

type Undo = { name: string; run: (at: StepScope) => Promise<unknown> };

/** Runs an operation from where its journal ends to its own end: done, failed with all undone, or stuck. Rejects when this worker must step back. */
export async function runOperation(run: RunInput): Promise<void> {
  const { op, operation, journal } = run;
  if (op.attempt > 1) await raise(run);
  const steps = createSteps(run, op.attempt > 1 ? await journal.load() : new Map());
  let cause: unknown;
  try {
    await operation.run(op.input, { ...run.world, ...steps.context });
    await journal.closeDone();
    return run.changed(true);
  } catch (error) {
    if (endsHere(error)) throw error;
    cause = error;
  }
  await unwind(run, steps, cause);
}

/** Before anything else, so that whoever had it before does nothing more there, even if all that is left to do is found done. */
async function raise({ agent, guard, log }: RunInput): Promise<void> {
  try {
    await agent.raise(guard);
  } catch (error) {
    const told = inOurWords(error);
    if (endsHere(told)) throw told;
    if (isUnreachable(error)) throw new Left('the host is away again');
    // The first command that changes something meets the same, and fails its step with the reason.
    log.warn({ err: error }, 'could not raise the guard');
  }
}

async function unwind(run: RunInput, steps: Steps, cause: unknown): Promise<void> {
  const { op, journal, log } = run;
  const { message, detail } = explain(cause);
  if (!(cause instanceof Unwinding)) log.warn({ err: cause }, 'operation failed');
  try {
    if (steps.undos.length > 0 && op.status !== 'undoing') await journal.undoing(message, detail);
    run.changed();
    await steps.undoAll();
  } catch (error) {
    if (endsHere(error)) throw error;
    log.warn({ err: error }, 'operation stuck');
    await journal.stuck(`An undo failed: ${explain(error).message}`);
    run.changed();
    return;
  }
  const settle = await settleOf(run, steps.scope(null, run.signal), message);
  await journal.closeFailed(
    cause instanceof Cancelled || message === 'Cancelled' ? 'cancelled' : 'failed',
    message,
    detail,
    settle,
  );
  run.changed(true);
}

/** A host that can't be asked any more must not keep the operation from its end. */
async function settleOf(run: RunInput, at: StepScope, message: string): Promise<Settle> {
  try {
    const read: Context['read'] = (query) => durable(() => query(run.world.db), run.signal);
    return await run.operation.failed(run.op.input, { ...at, read }, message);
  } catch (error) {
    if (endsHere(error)) throw error;
    throw new JournalBroken('could not say how the failed operation leaves its rows', { cause: error });
  }
}

type Steps = ReturnType<typeof createSteps>;

function createSteps(run: RunInput, journaled: Map<string, JournaledStep>) {
  const { op, journal, signal } = run;
  const undos: Undo[] = [];
  const used = new Set<string>();
  let undoing = false;
  const unwinding = op.status === 'undoing';

  const scope = (stepName: string | null, stepSignal: AbortSignal): StepScope => ({
    host: run.agent.recorded(run.recorderFor(stepName), run.guard),
    signal: undoing ? stepSignal : AbortSignal.any([stepSignal, run.cancel]),
    write: journal.write,
    newToken: () => durable(run.newToken, signal),
  });

  /** What the journal says of this step: done before, or to be run now. */
  const replay = (name: string, undo?: StepOptions['undo']): JournaledStep | null => {
    if (used.has(name))
      throw fail('internal', 'Virtfleet itself failed here; its log says more', {
        detail: `two steps named "${name}" in ${op.kind}`,
      });
    used.add(name);
    const seen = journaled.get(name);
    if (seen && undo) undos.push({ name, run: undo });
    if (seen?.status === 'done') return seen;
    if (unwinding && !undoing) throw new Unwinding(op.error ?? 'Failed');
    if (run.stopping() || signal.aborted) throw new Left('this worker stops');
    return null;
  };

  const step: Context['step'] = async <T extends Output>(
    name: string,
    effect: (at: StepScope) => Promise<T>,
    options: StepOptions = {},
  ) => {
    const seen = replay(name, options.undo);
    // The journal holds what this very step answered, in an earlier run of it.
    if (seen) return seen.output as T;
    await journal.begin(name, used.size, undoing);
    run.changed();
    if (options.undo && !journaled.has(name)) undos.push({ name, run: options.undo });
    const output = await attempts(name, effect, options);
    await journal.done(name, output);
    run.changed();
    return output;
  };

  const attempts = async <T>(name: string, effect: (at: StepScope) => Promise<T>, options: StepOptions): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await limited(name, effect, options.timeoutMs ?? defaultStepTimeoutMs);
      } catch (thrown) {
        const error = inOurWords(thrown);
        if (endsHere(error)) throw error;
        if (signal.aborted) throw new Left('this worker stops');
        const { message } = explain(error);
        const last = attempt >= (options.attempts ?? 1) || options.retryIf?.(error) === false;
        const { cancel } = await (last ? journal.failed(name, message) : journal.retried(name, message));
        run.changed();
        if (cancel && !undoing) throw new Cancelled();
        if (last) throw error;
        await pause(Math.min(run.backoffMs * 2 ** (attempt - 1), 30_000), signal);
      }
    }
  };

  /** The effect against the clock, and against this worker's own end. */
  const limited = async <T>(name: string, effect: (at: StepScope) => Promise<T>, timeoutMs: number): Promise<T> => {
    const timeout = new AbortController();
    const stepSignal = AbortSignal.any([signal, timeout.signal]);
    let onAbort = () => {};
    const ended = new Promise<never>((_, reject) => {
      onAbort = () =>
        reject(
          signal.aborted
            ? new Left('this worker stops')
            : fail('command_timeout', `"${name}" did not end within ${Math.round(timeoutMs / 1000)} s`),
        );
      stepSignal.addEventListener('abort', onAbort, { once: true });
    });
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    const running = Promise.resolve().then(() => effect(scope(name, stepSignal)));
    try {
      return await Promise.race([running, ended]);
    } catch (error) {
      if (timeout.signal.aborted && !signal.aborted)
        await Promise.race([running.catch(() => undefined), pause(graceMs, signal)]);
      throw error;
    } finally {
      clearTimeout(timer);
      stepSignal.removeEventListener('abort', onAbort);
    }
  };

  const stepTx: Context['stepTx'] = async <T extends Output>(name: string, effect: (tx: Tx) => Promise<T>) => {
    const seen = replay(name);
    const output = seen ? seen.output : await journal.stepTx(name, used.size, effect);
    run.changed();
    return output as T;
  };

  return {
    undos,
    scope,
    context: {
      operationId: op.id,
      hostId: op.hostId,
      codeVersion: op.codeVersion,
      step,
      stepTx,
      read: (<T>(query: (db: World['db']) => Promise<T>) =>
        durable(() => query(run.world.db), signal)) satisfies Context['read'],
    },
    /** In reverse, each journaled as a step of its own, so that a killed undo goes on where it was. */
    async undoAll() {
      undoing = true;
      for (const undo of [...undos].reverse())
        await step(`undo: ${undo.name}`, async (at) => void (await undo.run(at)), { attempts: 3 });
    },
  };
}
