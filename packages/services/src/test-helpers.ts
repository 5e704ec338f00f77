import { randomBytes } from 'node:crypto';
import { VirtfleetError } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import type { Role } from '@virtfleet/contracts/views';
import type { CreateVmInput } from '@virtfleet/contracts/vm';
import type { Db } from '@virtfleet/db/client';
import { makeKeyring } from '@virtfleet/db/secrets';
import type { Actor } from '@virtfleet/domain/authz';
import { makeUser } from '@virtfleet/testing/factories';
import type { ServiceContext } from './context.ts';
import { createVms } from './vms/create.ts';
import type { CreatedVm } from './vms/write.ts';

/** For the tests beside it only. */
export function testContext(db: Db): ServiceContext {
  return { db, keyring: makeKeyring([randomBytes(32)]), now: () => new Date() };
}

export async function actorIn(db: Db, roles: Record<string, Role>): Promise<Actor> {
  const user = await makeUser(db, { roles });
  const { id: userId, name, email } = user;
  return { userId, sessionId: newId(), name, email, isAdmin: false, passwordDue: false, roles };
}

/** The one VM that a form without a pattern makes. */
export async function createVm(ctx: ServiceContext, actor: Actor, input: CreateVmInput): Promise<CreatedVm> {
  const { vms } = await createVms(ctx, actor, input);
  const [vm, ...others] = vms;
  if (!vm || others.length > 0) throw new Error(`it made ${vms.length} VMs`);
  return vm;
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
