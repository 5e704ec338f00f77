import { writeOff } from '@virtfleet/db/operations-control';
import type { Actor } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';
import { controlOperation } from './control.ts';

/** Gives up a stuck operation, though something of it may be left on its host: its capacity is free again. */
export async function writeOffOperation(
  ctx: ServiceContext,
  actor: Actor,
  { operationId }: { operationId: string },
): Promise<void> {
  await controlOperation(ctx, actor, operationId, 'writeOff', (tx) => writeOff(tx, operationId));
}
