import { requestCancel } from '@virtfleet/db/operations-control';
import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { controlOperation } from './control.ts';

/** Cancels what nobody has begun at once; asks what runs to stop, which undoes a create. Throws not_allowed_now with the reason. */
export async function cancelOperation(
  ctx: ServiceContext,
  actor: Actor,
  { operationId }: { operationId: string },
): Promise<void> {
  await controlOperation(ctx, actor, operationId, 'cancel', (tx) => requestCancel(tx, operationId));
}
