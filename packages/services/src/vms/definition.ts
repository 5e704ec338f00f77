import { fail } from '@virtfleet/contracts/errors';
import type { VmDefinition } from '@virtfleet/contracts/views';
import { loadVmSpec } from '@virtfleet/db/vm-spec';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import { renderDomainXml } from '@virtfleet/libvirt/domain-xml';
import { virtInstallArgv } from '@virtfleet/libvirt/virt-install';
import type { ServiceContext } from '../context.ts';

/**
 * How Virtfleet would define a VM now, from its own rows. What someone changed on the host by hand is not in it, nor is the person's
 * own user-data. Throws not_found, and host_unreachable when its host has not told yet where its pool lies.
 */
export async function vmDefinition(
  { db }: ServiceContext,
  actor: Actor,
  { vmId }: { vmId: string },
): Promise<VmDefinition> {
  const vm = await db.vm.findUnique({ where: { id: vmId, deletedAt: null }, select: { projectId: true } });
  authorize(actor, 'vms.definition', vm?.projectId);
  if (!vm) throw fail('not_found', 'This VM is gone');
  const spec = await loadVmSpec(db, vmId);
  return { domainXml: renderDomainXml(spec), virtInstall: virtInstallArgv(spec) };
}
