import type { PlanVmsInput } from '@virtfleet/contracts/plan';
import type { VmSpec } from '@virtfleet/contracts/vm-spec';
import type { Db } from '@virtfleet/db/client';
import type { ImageCopy } from '@virtfleet/db/image-copies';
import { installationStamp, vmSpecOf } from '@virtfleet/db/vm-spec';
import type { Placed } from '@virtfleet/domain/placement/place-several';
import type { Ingredients } from './ingredients.ts';
import { bootVolumeRow, keyRows, type NewVm, vmRow } from './rows.ts';

/** One VM as its host would be told of it. `copy`: the image's on that host; null: it is to be made. */
export type PlannedSpec = { host: string; spec: VmSpec; copy: ImageCopy | null };

type Planned = {
  input: PlanVmsInput;
  names: readonly string[];
  parts: Ingredients;
  placed: readonly Placed[];
  addresses: readonly (string | null)[];
};

/**
 * The specs of planned VMs that have a place, by the same rows that a create writes. Ids and MAC addresses are given when a VM is
 * made: here they are zeros and its number, the same at each plan. Their disks lie on no copy yet: that changes no plan.
 */
export async function plannedSpecs(
  db: Db,
  { input, names, parts, placed, addresses }: Planned,
): Promise<PlannedSpec[]> {
  const hostIds = [...new Set(placed.flatMap(({ hostId }) => hostId ?? []))];
  if (hostIds.length === 0) return [];
  const [hosts, copies, project, installation] = await Promise.all([
    db.host.findMany({ where: { id: { in: hostIds } } }),
    db.imageCopy.findMany({ where: { imageId: input.imageId, hostId: { in: hostIds } } }),
    db.project.findUniqueOrThrow({ where: { id: input.projectId }, select: { name: true } }),
    installationStamp(db),
  ]);
  return placed.flatMap(({ hostId }, at): PlannedSpec[] => {
    const host = hosts.find(({ id }) => id === hostId);
    // Where its pool lies is not known before a host was reached; then it takes no VM either.
    if (!host?.poolPath) return [];
    const vm: NewVm = {
      vmId: numbered(at),
      volumeId: numbered(at),
      name: names[at] ?? '',
      hostId: host.id,
      pool: host.pool,
      poolPath: host.poolPath,
    };
    const form = { ...input, flavorId: null, diskGib: input.diskGib ?? 0 };
    const { network, image, keypairs } = parts;
    const rows = {
      ...{ ...vmRow(vm, form, parts.size), hostname: null, guestAbi: null },
      ...{ project, host, image },
      volumes: [{ ...bootVolumeRow(vm, form), format: 'qcow2', provisioning: 'thin' as const, backingPath: null }],
      ports: [{ mac: macOf(at), address: addresses[at] ?? null, network, subnet: network.subnets[0] ?? null }],
      keypairs: keyRows(vm, keypairs),
    };
    const copy = copies.find((each) => each.hostId === host.id) ?? null;
    return [{ host: host.name, spec: vmSpecOf(rows, installation, null), copy }];
  });
}

const numbered = (at: number): string => `00000000-0000-0000-0000-${(at + 1).toString(16).padStart(12, '0')}`;

/** As macFor's: under QEMU's prefix. */
const macOf = (at: number): string => `52:54:00:00:00:${(at + 1).toString(16).padStart(2, '0')}`;
