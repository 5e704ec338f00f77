import { randomBytes } from 'node:crypto';
import { VirtfleetError } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import type { Role } from '@virtfleet/contracts/views';
import type { Db } from '@virtfleet/db/client';
import { makeKeyring } from '@virtfleet/db/secrets';
import type { Actor } from '@virtfleet/domain/authz';
import { makeUser } from '@virtfleet/testing/factories';
import type { ServiceContext } from './context.ts';

/** For the tests beside it only. */
export function testContext(db: Db): ServiceContext {
  return { db, keyring: makeKeyring([randomBytes(32)]), now: () => new Date() };
}

export async function actorIn(db: Db, roles: Record<string, Role>): Promise<Actor> {
  const user = await makeUser(db, { roles });
  return { userId: user.id, sessionId: newId(), name: user.name, email: user.email, isAdmin: false, roles };
}

/** The error that a promise must end in. */
export async function failure(promise: Promise<unknown>): Promise<VirtfleetError> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (e: unknown) => e,
  );
  if (error instanceof VirtfleetError) return error;
  throw error;
}
