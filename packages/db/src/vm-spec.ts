import { fail } from '@virtfleet/contracts/errors';
import { newId } from '@virtfleet/contracts/ids';
import { guestAbi, type NicSpec, type VmSpec, type VolumeSpec } from '@virtfleet/contracts/vm-spec';
import { prefixLength } from '@virtfleet/domain/ipam';
import type { Db, Prisma, Tx } from './client.ts';
import { type ImageCopy, imageCopy, toImageSpec } from './image-copies.ts';
import { type Keyring, openSecret } from './secrets.ts';

const wanted = {
  project: { select: { name: true } },
  host: true,
  image: true,
  volumes: { orderBy: { position: 'asc' } },
  ports: { orderBy: { position: 'asc' }, include: { network: true, subnet: true } },
  keypairs: { orderBy: { position: 'asc' } },
} satisfies Prisma.VmInclude;
type Row = Prisma.VmGetPayload<{ include: typeof wanted }>;

/** What a VM's rows say of it, as far as its host must be told: those of a VM that is, or of one that is planned. */
export type SpecRows = Pick<
  Row,
  | 'id'
  | 'name'
  | 'hostname'
  | 'domainName'
  | 'domainUuid'
  | 'vcpus'
  | 'memoryMib'
  | 'loginUser'
  | 'imageId'
  | 'guestAbi'
  | 'project'
> & {
  host: Pick<Row['host'], 'name' | 'pool' | 'poolPath' | 'virtTypes'>;
  image: Parameters<typeof toImageSpec>[0] & Pick<Row['image'], 'arch'>;
  volumes: Pick<
    Row['volumes'][number],
    'id' | 'volumeName' | 'path' | 'sizeGib' | 'format' | 'provisioning' | 'backingPath' | 'imageId'
  >[];
  ports: (Pick<Row['ports'][number], 'mac' | 'address'> & {
    network: { libvirtName: string };
    subnet: { cidr: string; gateway: string | null; nameservers: string[] } | null;
  })[];
  keypairs: { publicKey: string }[];
};

/**
 * Everything that a host must be told to make this VM. Its own user-data is left out (null): it is opened where it is used and never
 * stands in a journal. A volume's backing is null until the image's copy on that host is recorded.
 */
export async function loadVmSpec(db: Db | Tx, vmId: string): Promise<VmSpec> {
  const vm = await db.vm.findUnique({ where: { id: vmId }, include: wanted });
  if (!vm) throw fail('not_found', 'That VM is gone');
  const [installation, copy] = await Promise.all([installationStamp(db), imageCopy(db, vm.imageId, vm.hostId)]);
  return vmSpecOf(vm, installation, copy);
}

/** What each domain of ours carries. */
export const installationStamp = (db: Db | Tx) =>
  db.installation.findFirstOrThrow({ select: { id: true, epoch: true } });

/** The same of rows at hand. `copy`: the image's on that host, as it is recorded. */
export function vmSpecOf(vm: SpecRows, installation: VmSpec['installation'], copy: ImageCopy | null): VmSpec {
  const poolPath = poolPathOf(vm);
  const seedName = `seed-${vm.id}.iso`;
  return {
    id: vm.id,
    name: vm.name,
    projectName: vm.project.name,
    installation,
    domainName: vm.domainName,
    domainUuid: vm.domainUuid,
    arch: vm.image.arch,
    virtType: virtTypeOf(vm.host),
    vcpus: vm.vcpus,
    memoryMib: vm.memoryMib,
    pool: vm.host.pool,
    image: toImageSpec(vm.image),
    volumes: vm.volumes.map((volume) => volumeSpec(vm, volume, poolPath, copy)),
    seed: { volumeName: seedName, path: `${poolPath}/${seedName}` },
    nics: vm.ports.map(nicSpec),
    bootstrap: {
      hostname: vm.hostname ?? vm.name,
      loginUser: vm.loginUser,
      publicKeys: vm.keypairs.map((key) => key.publicKey),
      userData: null,
    },
    guestAbi: vm.guestAbi === null ? null : guestAbi.parse(vm.guestAbi),
  };
}

function poolPathOf(vm: SpecRows): string {
  if (vm.host.poolPath) return vm.host.poolPath;
  throw fail('host_unreachable', `${vm.host.name} has not told yet where its pool lies`, {
    detail: 'host.poolPath is null',
  });
}

function volumeSpec(
  vm: SpecRows,
  volume: SpecRows['volumes'][number],
  poolPath: string,
  copy: ImageCopy | null,
): VolumeSpec {
  const volumeName = volume.volumeName ?? `vol-${volume.id}.qcow2`;
  const format = diskFormat(volume.format);
  const backingPath = volume.backingPath ?? (volume.imageId === vm.imageId ? copy?.path : undefined);
  return {
    id: volume.id,
    volumeName,
    path: volume.path ?? `${poolPath}/${volumeName}`,
    sizeGib: volume.sizeGib,
    format,
    provisioning: volume.provisioning,
    backing: backingPath ? { path: backingPath, format: diskFormat(vm.image.format) } : null,
  };
}

function nicSpec(port: SpecRows['ports'][number]): NicSpec {
  const { subnet } = port;
  return {
    mac: port.mac,
    libvirtNetwork: port.network.libvirtName,
    address:
      subnet && port.address
        ? {
            address: port.address,
            prefixLength: prefixLength(subnet.cidr),
            gateway: subnet.gateway,
            nameservers: subnet.nameservers,
          }
        : null,
  };
}

/** A host names kvm first, when it works there. */
const virtTypeOf = (host: { virtTypes: readonly string[] }) => (host.virtTypes[0] === 'kvm' ? 'kvm' : 'qemu');

const diskFormat = (format: string) => (format === 'raw' ? 'raw' : 'qcow2');

/** Before anything of a VM is made on its host: the names and paths of what will be there, as rows, so that whatever happens they can be found and removed. */
export async function recordVmFiles(tx: Tx, spec: VmSpec, hostId: string, backingPath: string): Promise<void> {
  for (const volume of spec.volumes)
    await tx.volume.update({
      where: { id: volume.id },
      data: {
        hostId,
        pool: spec.pool,
        volumeName: volume.volumeName,
        path: volume.path,
        ...(volume === spec.volumes[0] && { backingPath }),
      },
    });
  const { volumeName, path } = spec.seed;
  await tx.vmFile.upsert({
    where: { hostId_pool_volumeName: { hostId, pool: spec.pool, volumeName } },
    create: { id: newId(), vmId: spec.id, hostId, kind: 'seed', pool: spec.pool, volumeName, path },
    update: { path },
  });
}

/** What `<title>` of its domain is made of. */
export async function vmTitle(db: Db | Tx, vmId: string) {
  const select = { domainName: true, name: true, project: { select: { name: true } } };
  const vm = await db.vm.findUnique({ where: { id: vmId }, select });
  if (!vm) throw fail('not_found', 'That VM is gone');
  return { domainName: vm.domainName, name: vm.name, projectName: vm.project.name };
}

export type VmFiles = { domainName: string; hostId: string; virtType: 'kvm' | 'qemu'; volumeNames: string[] };

/** The domain and every file of a VM on its host, as rows say. */
export async function vmFiles(db: Db | Tx, vmId: string): Promise<VmFiles> {
  const vm = await db.vm.findUnique({
    where: { id: vmId },
    select: {
      domainName: true,
      hostId: true,
      host: { select: { virtTypes: true } },
      volumes: { select: { volumeName: true }, orderBy: { position: 'asc' } },
      files: { select: { volumeName: true } },
    },
  });
  if (!vm) throw fail('not_found', 'That VM is gone');
  const volumeNames = [...vm.volumes, ...vm.files].flatMap((file) => file.volumeName ?? []);
  return { domainName: vm.domainName, hostId: vm.hostId, virtType: virtTypeOf(vm.host), volumeNames };
}

/** The person's own user-data, in clear: for the seed only. Null: none was given. */
export async function openUserData(db: Db | Tx, keyring: Keyring, vmId: string): Promise<string | null> {
  const vm = await db.vm.findUniqueOrThrow({ where: { id: vmId }, select: { userDataId: true } });
  return vm.userDataId ? openSecret(db, keyring, vm.userDataId) : null;
}
