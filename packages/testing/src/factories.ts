import { createHash, randomBytes, randomInt } from 'node:crypto';
import { newId } from '@virtfleet/contracts/ids';
import type { OperationKind } from '@virtfleet/contracts/operation';
import type { Role } from '@virtfleet/contracts/views';
import type { Db, Prisma, Tx } from '@virtfleet/db/client';
import { hashPassword } from '@virtfleet/db/passwords';

type AnyDb = Db | Tx;

/** Rows with sensible values; whatever a test is about it says itself. What a row refers to and isn't given is made too. */

const some = (what: string) => `${what}-${randomBytes(4).toString('hex')}`;
const GiB = 1024n ** 3n;

export function makeInstallation(db: AnyDb, data: Partial<Prisma.InstallationUncheckedCreateInput> = {}) {
  return db.installation.create({ data: { id: newId(), ...data } });
}

export function makeProject(db: AnyDb, data: Partial<Prisma.ProjectUncheckedCreateInput> = {}) {
  return db.project.create({ data: { id: newId(), name: some('project'), ...data } });
}

/** A person; with `roles` in projects by their id, and a password that can be checked when one is given. */
export async function makeUser(
  db: AnyDb,
  {
    roles = {},
    password,
    ...data
  }: Partial<Prisma.UserUncheckedCreateInput> & { roles?: Record<string, Role>; password?: string } = {},
) {
  const passwordHash = password === undefined ? 'nobody signs in with this' : await hashPassword(password);
  return db.user.create({
    data: {
      id: newId(),
      email: `${some('user')}@example.org`,
      name: 'Some Body',
      passwordHash,
      memberships: { create: Object.entries(roles).map(([projectId, role]) => ({ projectId, role })) },
      ...data,
    },
  });
}

export async function makeSession(db: AnyDb, data: Partial<Prisma.SessionUncheckedCreateInput> = {}) {
  const userId = data.userId ?? (await makeUser(db)).id;
  return db.session.create({ data: { id: newId(), expiresAt: new Date(Date.now() + 3_600_000), ...data, userId } });
}

/** A host that is up, with 8 CPUs, 16 GiB and 100 GiB of pool, nothing reserved, leased by nobody. */
export function makeHost(db: AnyDb, data: Partial<Prisma.HostUncheckedCreateInput> = {}) {
  return db.host.create({
    data: {
      id: newId(),
      name: some('host'),
      address: `10.0.${randomInt(256)}.${randomInt(1, 255)}`,
      hostKeys: [`ssh-ed25519 ${randomBytes(51).toString('base64')}`],
      state: 'up',
      observedAt: new Date(),
      bootId: newId(),
      arch: 'x86_64',
      libvirtVersion: '9.0.0',
      qemuVersion: '7.2.0',
      cpuModel: 'Some CPU',
      virtTypes: ['qemu'],
      cpus: 8,
      memoryMib: 16_384,
      poolPath: '/var/lib/libvirt/images/virtfleet',
      poolCapacityBytes: 100n * GiB,
      poolAvailableBytes: 100n * GiB,
      hostNetworks: ['virtfleet'],
      reservation: { create: {} },
      lease: { create: {} },
      ...data,
    },
  });
}

export function makeFlavor(db: AnyDb, data: Partial<Prisma.FlavorUncheckedCreateInput> = {}) {
  return db.flavor.create({
    data: { id: newId(), name: some('flavor'), vcpus: 1, memoryMib: 256, diskGib: 1, ...data },
  });
}

export function makeImage(db: AnyDb, data: Partial<Prisma.ImageUncheckedCreateInput> = {}) {
  return db.image.create({
    data: {
      id: newId(),
      name: some('image'),
      title: 'Some Linux',
      sha256: createHash('sha256').update(randomBytes(16)).digest('hex'),
      sizeBytes: 20_000_000n,
      virtualSizeBytes: GiB / 2n,
      minDiskGib: 1,
      minMemoryMib: 128,
      loginUser: 'debian',
      ...data,
    },
  });
}

/** An image that is being built. */
export function makeImageImport(db: AnyDb, data: Partial<Prisma.ImageImportUncheckedCreateInput> = {}) {
  return db.imageImport.create({
    data: {
      ...{ id: newId(), name: some('image'), title: 'Some Linux', loginUser: 'debian' },
      ...{ minDiskGib: 2, minMemoryMib: 512, builtFrom: some('definition'), ...data },
    },
  });
}

/** That host's recorded copy of that image. */
export async function makeImageCopy(db: AnyDb, { imageId, hostId }: { imageId: string; hostId: string }) {
  const { sha256 } = await db.image.findUniqueOrThrow({ where: { id: imageId } });
  const volumeName = `img-${sha256}-${randomBytes(4).toString('hex')}.qcow2`;
  const path = `/var/lib/libvirt/images/virtfleet/${volumeName}`;
  return db.imageCopy.create({ data: { imageId, hostId, volumeName, path } });
}

/** A network on every host with one subnet, 10.77.0.0/24, from which .10 to .99 are given away. */
export function makeNetwork(
  db: AnyDb,
  {
    subnet = {},
    ...data
  }: Partial<Prisma.NetworkUncheckedCreateInput> & {
    subnet?: Partial<Prisma.SubnetUncheckedCreateWithoutNetworkInput>;
  } = {},
) {
  return db.network.create({
    data: {
      id: newId(),
      name: some('network'),
      kind: 'bridged',
      scope: 'fleet',
      libvirtName: 'virtfleet',
      reachedFrom: 'this machine',
      subnets: {
        create: {
          id: newId(),
          cidr: '10.77.0.0/24',
          gateway: '10.77.0.1',
          nameservers: ['10.77.0.1'],
          firstAddress: '10.77.0.10',
          lastAddress: '10.77.0.99',
          ...subnet,
        },
      },
      ...data,
    },
    include: { subnets: true },
  });
}

export async function makeKeypair(db: AnyDb, data: Partial<Prisma.KeypairUncheckedCreateInput> = {}) {
  const projectId = data.projectId ?? (await makeProject(db)).id;
  const userId = data.userId ?? (await makeUser(db)).id;
  // RFC 8709 §4: the type's name, then 32 bytes of key.
  const name = Buffer.from('ssh-ed25519');
  const blob = Buffer.concat([Buffer.from([0, 0, 0, name.length]), name, Buffer.from([0, 0, 0, 32]), randomBytes(32)]);
  const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
  return db.keypair.create({
    data: {
      id: newId(),
      name: some('key'),
      publicKey: `ssh-ed25519 ${blob.toString('base64')}`,
      fingerprint,
      ...data,
      projectId,
      userId,
    },
  });
}

/** A VM that runs, with its boot disk, one NIC and its seed, and its reservation on the host. */
export async function makeVm(
  db: AnyDb,
  {
    networkId,
    diskGib = 2,
    address,
    ...data
  }: Partial<Prisma.VmUncheckedCreateInput> & { networkId?: string; diskGib?: number; address?: string } = {},
) {
  const id = data.id ?? newId();
  const projectId = data.projectId ?? (await makeProject(db)).id;
  const createdById = data.createdById ?? (await makeUser(db)).id;
  const hostId = data.hostId ?? (await makeHost(db)).id;
  const imageId = data.imageId ?? (await makeImage(db)).id;
  const flavor = data.flavorId
    ? await db.flavor.findUniqueOrThrow({ where: { id: data.flavorId } })
    : await makeFlavor(db);
  const network = networkId
    ? await db.network.findUniqueOrThrow({ where: { id: networkId }, include: { subnets: true } })
    : await makeNetwork(db);
  const pool = 'virtfleet';
  const vcpus = data.vcpus ?? flavor.vcpus;
  const memoryMib = data.memoryMib ?? flavor.memoryMib;
  const vm = await db.vm.create({
    data: {
      name: some('vm'),
      requestId: newId(),
      loginUser: 'debian',
      placement: [],
      domainName: `vf-${id}`,
      domainUuid: id,
      powerState: 'running',
      powerReason: 'booted',
      powerSince: new Date(),
      observedAt: new Date(),
      ...data,
      id,
      projectId,
      createdById,
      hostId,
      imageId,
      flavorId: flavor.id,
      vcpus,
      memoryMib,
    },
  });
  await db.volume.create({
    data: {
      id: newId(),
      projectId,
      name: 'boot',
      sizeGib: diskGib,
      hostId,
      pool,
      imageId,
      vmId: id,
      position: 0,
      ...diskNames(id),
    },
  });
  await db.port.create({
    data: {
      id: newId(),
      vmId: id,
      networkId: network.id,
      subnetId: network.subnets[0]?.id ?? null,
      position: 0,
      mac: `52:54:00:${[...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`,
      address: address ?? `10.77.0.${10 + (await db.port.count({ where: { networkId: network.id } }))}`,
    },
  });
  await db.vmFile.create({ data: { id: newId(), vmId: id, hostId, kind: 'seed', pool, volumeName: `seed-${id}.iso` } });
  await db.hostReservation.update({
    where: { hostId },
    data: { vcpus: { increment: vcpus }, memoryMib: { increment: memoryMib }, diskGib: { increment: diskGib } },
  });
  return vm;
}

function diskNames(vmId: string) {
  const volumeName = `vol-${vmId}.qcow2`;
  return { volumeName, path: `/var/lib/libvirt/images/virtfleet/${volumeName}` };
}

/** An operation on a VM, pending unless said otherwise. */
export async function makeOperation(
  db: AnyDb,
  {
    kind,
    vmId,
    ...data
  }: { kind: OperationKind; vmId: string } & Partial<Omit<Prisma.OperationUncheckedCreateInput, 'kind' | 'vmId'>>,
) {
  const { hostId, projectId } = await db.vm.findUniqueOrThrow({ where: { id: vmId } });
  const input = kind === 'vm.stop' ? { vmId, force: false } : { vmId };
  return db.operation.create({
    data: { id: newId(), kind, input, hostId, subject: `vm:${vmId}`, vmId, projectId, ...data },
  });
}
