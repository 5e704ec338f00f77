import { fail } from '@virtfleet/contracts/errors';
import { notifyChanges } from '@virtfleet/db/notify';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

/** Takes a key out of its project. VMs that were made with it keep their copy. */
export async function removeKeypair(
  { db }: ServiceContext,
  actor: Actor,
  { keypairId }: { keypairId: string },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const keypair = await tx.keypair.findUnique({ where: { id: keypairId }, select: { projectId: true } });
    authorize(actor, 'keypairs.remove', keypair?.projectId);
    if (!keypair) throw fail('not_found', 'This key is gone');
    const { projectId } = keypair;
    await tx.keypair.deleteMany({ where: { id: keypairId } });
    await notifyChanges(tx, [{ kind: 'keypairs', id: keypairId, projectId }]);
  });
}
