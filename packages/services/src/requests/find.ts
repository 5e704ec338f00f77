import { fail } from '@virtfleet/contracts/errors';
import type { Can } from '@virtfleet/contracts/views';
import type { Db, Tx } from '@virtfleet/db/client';
import { type KeptRequest, requestOf } from '@virtfleet/db/requests';
import { openSecret } from '@virtfleet/db/secrets';
import { whyDecided } from '@virtfleet/domain/requests';
import type { ServiceContext } from '../context.ts';

/** Throws not_found. */
export async function findRequest(db: Db | Tx, requestId: string): Promise<KeptRequest> {
  const request = await requestOf(db, requestId);
  if (!request) throw fail('not_found', 'There is no such request');
  return request;
}

/** The user-data that a request was written with; empty: none. */
export async function userDataOf({ db, keyring }: ServiceContext, { userDataId }: KeptRequest): Promise<string> {
  return userDataId === null ? '' : openSecret(db, keyring, userDataId);
}

/** Throws not_allowed_now with the reason. */
export function refuse(can: Can): void {
  if (!can.ok) throw fail('not_allowed_now', can.reason);
}

/** Throws not_allowed_now when someone decided on it meanwhile; else it waits, and stays so until the transaction ends. */
export async function holdWaiting(tx: Tx, requestId: string): Promise<void> {
  await tx.$executeRaw`SELECT FROM request WHERE id = ${requestId}::uuid FOR UPDATE`;
  const over = whyDecided((await findRequest(tx, requestId)).facts);
  if (over !== null) throw fail('not_allowed_now', over);
}
