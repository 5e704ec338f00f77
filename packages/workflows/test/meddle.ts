import type { AnyOperation, Context } from '../src/engine/operation.ts';

export type Moment = 'before' | 'after';
/** Called around the effect of each step, and of each undo as "undo: <step>": throw to fail it, wait to freeze its worker there. */
export type AroundStep = (step: string, moment: Moment) => void | Promise<void>;

/** The same operations with a hand around every step, whatever they do in it. */
export function aroundSteps(
  operations: Readonly<Record<string, AnyOperation>>,
  around: AroundStep,
): Record<string, AnyOperation> {
  return Object.fromEntries(
    Object.entries(operations).map(([kind, operation]) => [
      kind,
      { ...operation, run: (input: unknown, context: Context) => operation.run(input, withHand(context, around)) },
    ]),
  );
}

function withHand(context: Context, around: AroundStep): Context {
  const held =
    <A extends unknown[], T>(name: string, effect: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      await around(name, 'before');
      const answer = await effect(...args);
      await around(name, 'after');
      return answer;
    };
  return {
    ...context,
    step: (name, effect, options = {}) =>
      context.step(name, held(name, effect), {
        ...options,
        ...(options.undo && { undo: held(`undo: ${name}`, options.undo) }),
      }),
    stepTx: (name, effect) => context.stepTx(name, held(name, effect)),
  };
}
