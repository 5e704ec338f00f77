// debian-12 as a person has it: built beside a Virtfleet that is up, then a VM of it with user-data of one's own.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../instance/client.ts';
import { type Instance, queried } from '../instance/instance.ts';
import { type Scratch, scratch } from '../instance/scratch.ts';
import { type Choices, choices, createVm, deleteVm, ended, loginUser } from '../instance/tenant.ts';
import { tryRun, until } from '../run.ts';

type Image = {
  id: string;
  name: string;
  state: string;
  importing: { failure: string | null } | null;
  copies: string[];
};
type Guest = { os: { name: string } | null; addresses: { address: string }[]; cloudInit: { status: string } | null };
type Vm = { address: string | null; guest: Guest | null };

let home: Scratch;
let instance: Instance;
let tenant: Client;
let chosen: Choices;
beforeAll(async () => {
  home = scratch({ images: 'tiny,debian-12' });
  instance = await home.start();
  tenant = await instance.tenant();
  chosen = await choices(tenant, home.stateDir);
});
afterAll(async () => {
  await instance?.stop();
  await home?.remove();
});

const image = async (): Promise<Image> => {
  const images = (await tenant.query('images.list', { projectId: chosen.projectId })) as Image[];
  const found = images.find(({ name }) => name === 'debian-12');
  if (!found) throw new Error('images.list does not name debian-12');
  return found;
};
const vmOf = async (vmId: string) => (await tenant.query('vms.get', { vmId })) as Vm;

test('it is built in the background, and copied to each host', { timeout: 900_000 }, async () => {
  const ready = await until('debian-12 on both hosts', 880_000, async () => {
    const now = await image();
    if (now.importing?.failure) throw new Error(now.importing.failure);
    return now.copies.length === 2 ? now : null;
  });
  expect(ready).toMatchObject({ state: 'ready', importing: null });
  expect(await queried(instance.databaseUrl, 'SELECT name FROM image_import')).toEqual([]);
});

test('a VM of it lets its owner in, has done what the user-data says, and its agent tells', {
  timeout: 600_000,
}, async () => {
  const flavors = (await tenant.query('flavors.list', { projectId: chosen.projectId })) as {
    id: string;
    name: string;
  }[];
  const flavorId = flavors.find(({ name }) => name === 'small')?.id ?? '';
  const userData = ['#cloud-config', 'write_files:', '  - path: /etc/motd', '    content: told by user-data', ''];
  const made = await createVm(tenant, { ...chosen, flavorId, imageId: (await image()).id }, 'deb-01', {
    diskGib: 4,
    userData: userData.join('\n'),
  });
  await ended(instance.databaseUrl, made.operationId);
  const { address } = await vmOf(made.vmId);
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'ConnectTimeout=20', 'BatchMode=yes'];
  const login = ['ssh', '-q', '-i', chosen.privateKeyFile, ...options.flatMap((option) => ['-o', option])];
  const inGuest = (command: string) => tryRun([...login, `${loginUser}@${address}`, command]);
  await until('a login', 400_000, async () => (await inGuest('true')).code === 0, 500);

  expect((await inGuest('cloud-init status --wait')).stdout).toMatch(/status: done\s*$/);
  expect((await inGuest('cat /etc/motd')).stdout).toBe('told by user-data');
  expect((await inGuest('sudo cat /var/log/cloud-init.log')).stdout).not.toMatch(/WARNING|ERROR|Traceback/);
  expect((await inGuest('systemctl is-system-running')).stdout).toBe('running\n');
  const gib = Number((await inGuest('df -B1G --output=size / | tail -1')).stdout);
  expect(gib, 'its filesystem has grown with its disk').toBeGreaterThanOrEqual(3);
  const guest = await until('what the agent tells', 120_000, async () => {
    const told = (await vmOf(made.vmId)).guest;
    return told?.cloudInit?.status === 'done' ? told : null;
  });
  expect(guest.os?.name).toContain('Debian');
  expect(guest.addresses.map((one) => one.address)).toContain(address);
  await ended(instance.databaseUrl, await deleteVm(tenant, made.vmId, 'deb-01'));
});
