import type { KeypairView } from '@virtfleet/contracts/views';
import type { Db, Tx } from './client.ts';

/** A project's SSH keys, by name. */
export function listKeypairs(db: Db | Tx, projectId: string): Promise<KeypairView[]> {
  return db.$queryRaw<KeypairView[]>`
    SELECT keypair.id, keypair.name, split_part(keypair.public_key, ' ', 1) AS type, keypair.fingerprint,
      app_user.name AS "addedBy", keypair.created_at AS "createdAt"
    FROM keypair JOIN app_user ON app_user.id = keypair.user_id
    WHERE keypair.project_id = ${projectId}::uuid
    ORDER BY keypair.name`;
}
