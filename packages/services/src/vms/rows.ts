import type { CreateVmInput } from '@virtfleet/contracts/vm';

/** One VM that is to be: its ids, its name and where it goes. */
export type NewVm = {
  vmId: string;
  volumeId: string;
  name: string;
  hostId: string;
  pool: string;
  poolPath: string | null;
};

type Form = Pick<CreateVmInput, 'projectId' | 'flavorId' | 'imageId' | 'diskGib' | 'loginUser'>;
type Size = { vcpus: number; memoryMib: number };
type Key = { id: string; name: string; publicKey: string };

/** What a new VM's rows say of it and of what it has on its host: every name there derives from our own ids. The plan shows what these give. */
export const vmRow = ({ vmId, name, hostId }: NewVm, form: Form, { vcpus, memoryMib }: Size) => ({
  id: vmId,
  projectId: form.projectId,
  name,
  flavorId: form.flavorId,
  imageId: form.imageId,
  hostId,
  vcpus,
  memoryMib,
  loginUser: form.loginUser,
  domainName: `vf-${vmId}`,
  domainUuid: vmId,
});

export const bootVolumeRow = ({ vmId, volumeId, name, hostId, pool, poolPath }: NewVm, form: Form) => {
  const volumeName = `vol-${volumeId}.qcow2`;
  return {
    id: volumeId,
    projectId: form.projectId,
    name: `${name} boot`,
    sizeGib: form.diskGib,
    hostId,
    pool,
    volumeName,
    path: pathIn(poolPath, volumeName),
    imageId: form.imageId,
    vmId,
    position: 0,
  };
};

export const seedRow = ({ vmId, hostId, pool, poolPath }: NewVm, id: string) => {
  const volumeName = `seed-${vmId}.iso`;
  return { id, vmId, hostId, kind: 'seed' as const, pool, volumeName, path: pathIn(poolPath, volumeName) };
};

export const keyRows = ({ vmId }: NewVm, keypairs: readonly Key[]) =>
  keypairs.map(({ id, name, publicKey }, position) => ({ vmId, position, keypairId: id, name, publicKey }));

const pathIn = (poolPath: string | null, volumeName: string) =>
  poolPath === null ? null : `${poolPath}/${volumeName}`;
