import { VirtfleetError } from '@virtfleet/contracts/errors';
import { nextObservation, type SeenVm } from '@virtfleet/db/observations';
import { vmFiles } from '@virtfleet/db/vm-spec';
import type { Context, StepScope } from './engine/operation.ts';

/** A fresh look at one domain. Its place in the order of truth is taken before the host is asked. */
export async function see({ read }: Pick<Context, 'read'>, { host }: StepScope, domainName: string): Promise<SeenVm> {
  const seq = await read(nextObservation);
  const domain = await host.domain(domainName);
  return { seq, state: domain?.state ?? 'absent', reason: domain?.reason ?? null };
}

/** What the host says of a VM whose operation failed, or null when it says nothing. */
export async function lastSeen(at: StepScope & Pick<Context, 'read'>, vmId: string): Promise<SeenVm | null> {
  try {
    const { domainName } = await at.read((db) => vmFiles(db, vmId));
    return await see(at, at, domainName);
  } catch (error) {
    if (error instanceof VirtfleetError) return null;
    throw error;
  }
}
