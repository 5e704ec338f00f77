import { createHash } from 'node:crypto';
import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import { type AddKeypairInput, type ParsedPublicKey, parsePublicKey } from '@virtfleet/contracts/keypair';
import { isUniqueViolation } from '@virtfleet/db/errors';
import { notifyChanges } from '@virtfleet/db/notify';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

/** Adds a public key to a project. Throws name_taken (field `name`), or invalid_input (field `publicKey`) when it isn't one or is there already. */
export async function addKeypair(
  ctx: ServiceContext,
  actor: Actor,
  input: AddKeypairInput,
): Promise<{ keypairId: string }> {
  const { projectId, name } = input;
  authorize(actor, 'keypairs.add', projectId);
  const parsed = parsePublicKey(input.publicKey);
  if (!parsed.ok) throw fail('invalid_input', parsed.message, { field: 'publicKey' });
  const fingerprint = fingerprintOf(parsed.key);
  await refuseTwins(ctx, { projectId, name, fingerprint });
  const keypairId = newId(ctx.now().getTime());
  const publicKey = `${parsed.key.type} ${parsed.key.base64}`;
  try {
    await ctx.db.$transaction(async (tx) => {
      await tx.keypair.create({
        data: { id: keypairId, projectId, userId: actor.userId, name, publicKey, fingerprint },
      });
      await notifyChanges(tx, [{ kind: 'keypairs', id: keypairId, projectId }]);
    });
  } catch (error) {
    if (isUniqueViolation(error)) await refuseTwins(ctx, { projectId, name, fingerprint });
    throw error;
  }
  return { keypairId };
}

async function refuseTwins(
  { db }: ServiceContext,
  { projectId, name, fingerprint }: { projectId: string; name: string; fingerprint: string },
): Promise<void> {
  const twins = await db.keypair.findMany({ where: { projectId, OR: [{ name }, { fingerprint }] } });
  const sameKey = twins.find((twin) => twin.fingerprint === fingerprint);
  if (sameKey) throw fail('invalid_input', `This key is here already, as "${sameKey.name}"`, { field: 'publicKey' });
  if (twins.length > 0) throw fail('name_taken', `A key named "${name}" is here already`, { field: 'name' });
}

/** "SHA256:…" of the key's blob in base64 without padding, as `ssh-keygen -l` shows it. */
export function fingerprintOf({ base64 }: Pick<ParsedPublicKey, 'base64'>): string {
  const digest = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}
