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
    const projectId = keypair?.projectId ?? null;
    authorize(actor, 'keypairs.remove', projectId);
    if (projectId === null) return;
    await tx.keypair.deleteMany({ where: { id: keypairId } });
    await notifyChanges(tx, [{ kind: 'keypairs', id: keypairId, projectId }]);
  });
}
