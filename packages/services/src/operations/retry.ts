import { tryAgain } from '@virtfleet/db/operations-control';
import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { controlOperation } from './control.ts';

/** Has a stuck operation's undo tried again now. */
export async function retryOperation(
  ctx: ServiceContext,
  actor: Actor,
  { operationId }: { operationId: string },
): Promise<void> {
  await controlOperation(ctx, actor, operationId, 'retry', (tx) => tryAgain(tx, operationId));
}
