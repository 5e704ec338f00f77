// What there is to see: a small shop's VMs, made as people make them, with one that failed.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@virtfleet/infra/instance/client';
import type { Instance } from '@virtfleet/infra/instance/instance';
import { inside } from '@virtfleet/infra/lab/host';
import { hostDir, labStatus } from '@virtfleet/infra/lab/lab';
import { run, type Say, until } from '@virtfleet/infra/run';
import { controlHost } from '@virtfleet/infra/simulator/control';
import { simulatorSocket } from '@virtfleet/infra/simulator/names';
import type { Seen } from '../every-page.ts';

export type Shown = Seen & {
  /** A project with nothing in it. */
  empty: string;
  failedVmId: string;
  requestId: string;
};

type Of = Pick<Instance, 'stateDir' | 'tenant' | 'admin'>;
type Row = { id: string; name: string };
type Made = { vmId: string; name: string; operationId: string };
type Operation = { status: string; error: string | null };
type Image = Row & { state: 'importing' | 'ready' | 'gone' };
type Vm = { failure: string | null; guest: { cloudInit: { status: string } | null } | null };

const project = 'demo';
const empty = 'research';
const failed = 'web-04';

const firstBoot = `#cloud-config
write_files:
  - path: /srv/www/index.html
    content: |
      <h1>The shop opens soon.</h1>
runcmd:
  - [systemctl, list-units, --failed]
final_message: ready after $UPTIME seconds
`;

/** Makes it where it is not there yet. */
export async function fill(instance: Of, say: Say): Promise<Shown> {
  const tenant = await instance.tenant();
  const admin = await instance.admin();
  const projects = ((await tenant.query('me.get')) as { projects: Row[] }).projects;
  const projectId = named(projects, project).id;
  if (!projects.some(({ name }) => name === empty)) await make(instance, { tenant, admin, projectId }, say);
  const vms = await vmsOf(tenant, projectId);
  const users = (await admin.query('users.list')) as Row[];
  const failedVmId = named(vms, failed).id;
  const operations = (await tenant.query('operations.ofVm', { vmId: failedVmId, limit: 1 })) as { id: string }[];
  const requests = (await tenant.query('requests.list', { projectId })) as { id: string }[];
  return {
    ...{ project, empty, failedVmId },
    vmId: named(vms, 'web-01').id,
    operationId: operations[0]?.id ?? '',
    userId: named(users, 'Grace Hopper').id,
    requestId: requests[0]?.id ?? '',
  };
}

const vmsOf = async (tenant: Client, projectId: string) =>
  ((await tenant.query('vms.list', { projectId, q: '', limit: 50 })) as { items: Row[] }).items;

type By = { tenant: Client; admin: Client; projectId: string };

async function make(instance: Of, by: By, say: Say) {
  const { tenant, admin, projectId } = by;
  const debian = await until('debian-12 to be built', 1_200_000, async () => {
    const image = ((await tenant.query('images.list', { projectId })) as Image[]).find(
      ({ name }) => name === 'debian-12' || name === 'simulated',
    );
    return image?.state === 'ready' && image;
  });
  const person = await creator(instance, by);
  if (!(await vmsOf(tenant, projectId)).some(({ name }) => name === failed)) {
    say('making VMs');
    await makeVms(by, person, debian.name);
    say('letting one fail');
    await withoutRoom(instance.stateDir, () => person.make({ name: failed, diskGib: 8 }, 'failed'));
  }
  const { id: vmId } = named(await vmsOf(tenant, projectId), 'web-01');
  if (debian.name === 'debian-12') {
    say('waiting for cloud-init');
    await until('web-01 to have begun', 900_000, async () => {
      const { guest } = (await tenant.query('vms.get', { vmId })) as Vm;
      return guest?.cloudInit?.status === 'done';
    });
  }
  await tenant.mutate('searches.save', { list: 'vms', projectId, name: 'In production', q: 'tag:prod' });
  await admin.mutate('policies.set', { projectId, vms: 8, vcpus: 2, memoryMib: 1024, diskGib: 10 });
  await person.ask({
    ...{ name: 'load-{01..03}', flavor: 'medium', diskGib: 10 },
    purpose: 'The load test of the new shop, until Friday',
  });
  await people(admin, projectId);
}

async function makeVms({ tenant, projectId }: By, person: Awaited<ReturnType<typeof creator>>, image: string) {
  await person.make({ ...{ name: 'web-01', flavor: 'small', image, diskGib: 4 }, userData: firstBoot });
  await person.make({ name: 'web-{02..03}' });
  const [db] = await person.make({ name: 'db-01', flavor: 'micro', diskGib: 2 });
  const vms = await vmsOf(tenant, projectId);
  for (const { id, name } of vms)
    await tenant.mutate('vms.tag', {
      vmId: id,
      add: [name.split('-')[0], 'shop', ...(name === 'web-03' ? [] : ['prod'])],
    });
  await tenant.mutate('vms.setNotes', {
    vmId: named(vms, 'web-01').id,
    notes: 'The shop’s front. Certificates are renewed by hand, next in March.\nAsk Grace before a reboot.',
  });
  const { operationId } = (await tenant.mutate('vms.stop', { vmId: db?.vmId })) as { operationId: string };
  await end(tenant, operationId);
}

async function people(admin: Client, projectId: string) {
  for (const [name, email, role] of [
    ['Grace Hopper', 'grace@example.org', 'member'],
    ['Alan Turing', 'alan@example.org', 'viewer'],
  ])
    await admin.mutate('users.create', { name, email, memberships: [{ projectId, role }] });
  await admin.mutate('projects.create', { name: empty, ownerEmail: 'tenant@virtfleet.local' });
}

type Wanted = { name: string; flavor?: string; image?: string; diskGib?: number; userData?: string };

/** Creates as a person does, and waits for the end that is expected. */
async function creator({ stateDir }: Of, { tenant, projectId }: By) {
  const [flavors, images, networks] = (await Promise.all(
    ['flavors', 'images', 'networks'].map((list) => tenant.query(`${list}.list`, { projectId })),
  )) as [Row[], Row[], Row[]];
  const keypairId = await laptopKey(stateDir, tenant, projectId);
  const quick = images.find(({ name }) => name === 'tiny')?.name ?? 'simulated';
  const form = ({ flavor = 'nano', image = quick, diskGib = 1, userData = '', name }: Wanted) => ({
    ...{ projectId, requestId: randomUUID(), name, diskGib, userData },
    ...{ flavorId: named(flavors, flavor).id, imageId: named(images, image).id, networkId: networks[0]?.id },
    ...{ loginUser: image === 'debian-12' ? 'debian' : 'tiny', keypairIds: [keypairId] },
  });
  return {
    ask: ({ purpose, ...wanted }: Wanted & { purpose: string }) =>
      tenant.mutate('requests.ask', { ...form(wanted), purpose }),
    make: async (wanted: Wanted, expected = 'done'): Promise<Made[]> => {
      const { vms } = (await tenant.mutate('vms.create', form(wanted))) as { vms: Made[] };
      for (const { operationId } of vms) await end(tenant, operationId, expected);
      return vms;
    },
  };
}

async function laptopKey(stateDir: string, tenant: Client, projectId: string): Promise<string> {
  const name = 'laptop';
  const there = ((await tenant.query('keypairs.list', { projectId })) as Row[]).find((key) => key.name === name);
  if (there) return there.id;
  const file = join(mkdtempSync(join(stateDir, 'key-')), 'id_ed25519');
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'tenant@laptop', '-f', file]);
  const publicKey = readFileSync(`${file}.pub`, 'utf8').trim();
  return ((await tenant.mutate('keypairs.add', { projectId, name, publicKey })) as { keypairId: string }).keypairId;
}

async function end(tenant: Client, operationId: string, expected = 'done') {
  const { status, error } = await until(`operation ${operationId}`, 300_000, async () => {
    const operation = (await tenant.query('operations.get', { operationId })) as Operation;
    return ['done', 'failed', 'cancelled', 'stuck'].includes(operation.status) && operation;
  });
  if (status !== expected) throw new Error(`the operation ended ${status}, not ${expected}: ${error}`);
}

/** Whatever is made meanwhile fails: the pools of a lab's hosts are off; simulated hosts have no room. */
async function withoutRoom(stateDir: string, work: () => Promise<unknown>) {
  const labDir = join(stateDir, 'lab');
  const lab = labStatus(labDir);
  const onHosts = async (verb: string) => {
    for (const index of lab?.up ?? []) await run(inside(hostDir(labDir, index), ['virsh', '-q', verb, 'virtfleet']));
  };
  const simulated = async (control: Parameters<typeof controlHost>[1]) => {
    for (const host of ['sim-1', 'sim-2', 'sim-3']) await controlHost(host, control, simulatorSocket(stateDir));
  };
  await (lab
    ? onHosts('pool-destroy')
    : simulated({ do: 'fail', on: 'define', stderr: 'error: no space left on device' }));
  try {
    await work();
  } finally {
    await (lab ? onHosts('pool-start') : simulated({ do: 'clear' }));
  }
}

function named<T extends Row>(rows: readonly T[], name: string): T {
  const row = rows.find((one) => one.name === name);
  if (!row) throw new Error(`There is no ${name} among ${rows.map((one) => one.name).join(', ')}.`);
  return row;
}
