import { fail } from '@virtfleet/contracts/errors';
import type { OperationAction } from '@virtfleet/contracts/views';
import type { Tx } from '@virtfleet/db/client';
import { lockOperation } from '@virtfleet/db/operations-control';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import { operationCan } from '@virtfleet/domain/operations';
import type { ServiceContext } from '../context.ts';

/**
 * Does something with an operation that was asked for already, when its actor and its state allow it. Clicks at the same time queue at
 * the operation's row, so the second meets what the first did. Throws not_found, read_only or not_allowed_now.
 */
export async function controlOperation<Result>(
  { db }: ServiceContext,
  actor: Actor,
  operationId: string,
  action: OperationAction,
  act: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return await db.$transaction(async (tx) => {
    const operation = await lockOperation(tx, operationId);
    authorize(actor, `operations.${action}`, operation?.projectId);
    if (!operation) throw fail('not_found', 'There is no such operation');
    const can = operationCan(operation)[action];
    if (!can.ok) throw fail('not_allowed_now', can.reason);
    return await act(tx);
  });
}
