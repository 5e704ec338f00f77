import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, until } from '../run.ts';
import type { Client } from './client.ts';
import { queried } from './instance.ts';

type Row = { id: string; name: string };
export type TenantVm = { vmId: string; operationId: string };

/** What the tenant chooses from: the first project, network and size, the image tiny, and a key made for this, in `dir`. */
export type Choices = {
  projectId: string;
  flavorId: string;
  imageId: string;
  networkId: string;
  keypairId: string;
  privateKeyFile: string;
};

export async function choices(tenant: Client, dir: string): Promise<Choices> {
  const me = (await tenant.query('me.get')) as { projects: Row[] };
  const projectId = first(me.projects, 'project').id;
  const [flavors, images, networks] = (await Promise.all([
    tenant.query('flavors.list', { projectId }),
    tenant.query('images.list', { projectId }),
    tenant.query('networks.list', { projectId }),
  ])) as [Row[], Row[], Row[]];
  const privateKeyFile = join(mkdtempSync(join(dir, 'key-')), 'key');
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', privateKeyFile]);
  const publicKey = readFileSync(`${privateKeyFile}.pub`, 'utf8').trim();
  const keypair = (await tenant.mutate('keypairs.add', {
    projectId,
    name: `key ${randomUUID().slice(0, 8)}`,
    publicKey,
  })) as { keypairId: string };
  return {
    projectId,
    flavorId: first(flavors, 'flavor').id,
    imageId: first(
      images.filter(({ name }) => quick.includes(name)),
      'image',
    ).id,
    networkId: first(networks, 'network').id,
    keypairId: keypair.keypairId,
    privateKeyFile,
  };
}

/** Up in seconds; whatever else there is. */
const quick = ['tiny', 'simulated'];

function first<T>(rows: readonly T[], what: string): T {
  const [row] = rows;
  if (!row) throw new Error(`the seed has no ${what}`);
  return row;
}

/** The login of the VMs that are made here. */
export const loginUser = 'person';

/** The request; it is answered before anything is made. `more`: what a person would fill in differently. */
export async function createVm(
  tenant: Client,
  { projectId, flavorId, imageId, networkId, keypairId }: Choices,
  name: string,
  more: { diskGib?: number; userData?: string } = {},
): Promise<TenantVm> {
  const input = {
    projectId,
    requestId: randomUUID(),
    name,
    flavorId,
    imageId,
    networkId,
    diskGib: 1,
    loginUser,
    keypairIds: [keypairId],
    ...more,
  };
  const { vms } = (await tenant.mutate('vms.create', input)) as { vms: TenantVm[] };
  const [vm] = vms;
  if (!vm) throw new Error('vms.create made no VM');
  return vm;
}

export const deleteVm = async (tenant: Client, vmId: string, name: string) =>
  ((await tenant.mutate('vms.delete', { vmId, confirmName: name })) as { operationId: string }).operationId;

/** Waits for an operation's end; throws its error when it failed. */
export async function ended(databaseUrl: string, operationId: string) {
  await until(`operation ${operationId}`, 300_000, async () => {
    const [row] = await queried<{ status: string; error: string | null }>(
      databaseUrl,
      'SELECT status, error FROM operation WHERE id = $1',
      [operationId],
    );
    if (row?.status === 'failed' || row?.status === 'stuck')
      throw new Error(`the operation ended ${row.status}: ${row.error}`);
    return row?.status === 'done';
  });
}
