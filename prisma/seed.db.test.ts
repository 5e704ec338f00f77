import { execFile } from 'node:child_process';
import { verifyPassword } from '@virtfleet/db/passwords';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeImageCopy, makeSession } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seed } from './seed.ts';
import { type SeedInput, seedInput } from './seed-input.ts';

const lab = {
  project: { name: 'demo' },
  accounts: [
    { email: 'Admin@virtfleet.local', name: 'Fleet admin', password: 'a-long-password', isAdmin: true, role: null },
    { email: 'tenant@virtfleet.local', name: 'Tenant', password: 'another-password', isAdmin: false, role: 'owner' },
  ],
  hosts: ['h1', 'h2'].map((name, i) => ({
    name,
    address: `10.77.0.${i + 2}`,
    port: 22,
    user: 'virtfleet',
    hostKeys: [`ssh-ed25519 AAAA${name}`],
    pool: 'virtfleet',
  })),
  images: [
    {
      name: 'tiny',
      title: 'Tiny Linux',
      loginUser: 'tiny',
      sha256: 'a'.repeat(64),
      sizeBytes: 20_000_000,
      virtualSizeBytes: 512 * 2 ** 20,
      minDiskGib: 1,
      minMemoryMib: 128,
      format: 'qcow2',
      arch: 'x86_64',
    },
  ],
  networks: [
    {
      name: 'lab',
      kind: 'bridged',
      scope: 'fleet',
      libvirtName: 'virtfleet',
      reachedFrom: 'this machine',
      cidr: '10.77.0.0/24',
      gateway: '10.77.0.1',
      nameservers: ['10.77.0.1'],
      firstAddress: '10.77.0.100',
      lastAddress: '10.77.0.250',
    },
  ],
} satisfies SeedInput;

let t: TestDatabase;
beforeEach(async () => {
  t = await testDatabase();
});
afterEach(() => t.drop());

const plant = (change: Partial<SeedInput> = {}) => seed(t.db, seedInput.parse({ ...lab, ...change }));

/** Every row of every table, as text. */
async function everything(): Promise<string> {
  const tables = await t.db.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`;
  const rows = await Promise.all(
    tables.map(({ name }) => t.db.$queryRawUnsafe(`SELECT t::text FROM "${name}" t ORDER BY 1`)),
  );
  return JSON.stringify(rows);
}

test('seeding twice changes nothing', async () => {
  expect(await plant()).toEqual([
    'project demo made',
    'account admin@virtfleet.local made',
    'account tenant@virtfleet.local made',
    '5 flavors made',
    'network lab made',
    'host h1 made',
    'host h2 made',
    'image tiny made',
    'image tiny to be copied to h1',
    'image tiny to be copied to h2',
  ]);
  const before = await everything();
  expect(await plant()).toEqual([]);
  expect(await everything()).toBe(before);
});

test('passwords are kept as hashes; a changed one is hashed anew and ends the sessions', async () => {
  await plant();
  const where = { email: 'tenant@virtfleet.local' };
  const user = await t.db.user.findUniqueOrThrow({ where });
  expect(await verifyPassword('another-password', user.passwordHash)).toBe(true);
  const session = await makeSession(t.db, { userId: user.id });

  const accounts = lab.accounts.map((one) => ({ ...one, password: 'a-third-password' }));
  expect(await plant({ accounts: accounts.slice(1) })).toEqual(['account tenant@virtfleet.local changed']);
  expect(await verifyPassword('a-third-password', (await t.db.user.findUniqueOrThrow({ where })).passwordHash)).toBe(
    true,
  );
  expect((await t.db.session.findUniqueOrThrow({ where: { id: session.id } })).revokedAt).not.toBeNull();
});

test('what people have changed on the pages since stays: a password of their own, a name, a role, who is an admin', async () => {
  await plant();
  const where = { email: 'tenant@virtfleet.local' };
  const own = { passwordHash: 'of one’s own', passwordChangedAt: new Date(), name: 'Ada', isAdmin: true };
  const { id: userId } = await t.db.user.update({ where, data: own });
  await t.db.membership.deleteMany({ where: { userId } });
  expect(await plant()).toEqual([]);
  expect(await t.db.user.findUniqueOrThrow({ where })).toMatchObject(own);
  expect(await t.db.membership.count({ where: { userId } })).toBe(0);
});

test('a host that moved or has new keys is corrected, and what was observed of it no longer counts', async () => {
  await plant();
  await t.db.host.updateMany({ data: { state: 'up' } });
  const moved = { address: '10.99.0.2', hostKeys: ['ssh-ed25519 AAAAnew'] };
  const input = lab.hosts.map((one) => (one.name === 'h1' ? { ...one, ...moved } : one));
  expect(await plant({ hosts: input })).toEqual(['host h1 changed']);
  const hosts = await t.db.host.findMany({ orderBy: { name: 'asc' } });
  expect(hosts[0]).toMatchObject({ ...moved, state: 'unknown' });
  expect(hosts[1]).toMatchObject({ address: '10.77.0.3', state: 'up' });
});

test('an image goes to each host that neither has it nor is about to', async () => {
  await plant();
  const image = await t.db.image.findFirstOrThrow();
  const [h1] = await t.db.host.findMany({ orderBy: { name: 'asc' } });
  if (!h1) throw new Error('no host');
  await makeImageCopy(t.db, { imageId: image.id, hostId: h1.id });
  await t.db.operation.updateMany({ data: { status: 'failed' } });
  expect(await plant()).toEqual(['image tiny to be copied to h2']);

  const images = lab.images.map((one) => ({ ...one, sha256: 'b'.repeat(64) }));
  expect(await plant({ images })).toEqual(['image tiny changed', 'image tiny to be copied to h1']);
  const operation = await t.db.operation.findFirstOrThrow({ where: { hostId: h1.id, status: 'pending' } });
  expect(operation).toMatchObject({
    kind: 'image.copy',
    subject: `image:${image.id}@${h1.id}`,
    vmId: null,
    projectId: null,
  });
  expect(operation.input).toEqual({ imageId: image.id, hostId: h1.id });
});

test('two seeds at once make everything once', async () => {
  await Promise.all([plant(), plant(), plant()]);
  expect(await t.db.host.count()).toBe(2);
  expect(await t.db.operation.count()).toBe(2);
  expect(await t.db.installation.count()).toBe(1);
});

test('setup.ts makes the database, migrates and seeds it, and ends', async () => {
  await t.drop();
  const said = await new Promise<string>((resolve, reject) => {
    const script = new URL('./setup.ts', import.meta.url).pathname;
    const child = execFile(
      process.execPath,
      [script],
      { env: { ...process.env, DATABASE_URL: t.url }, timeout: 9_000 },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin?.end(JSON.stringify(lab));
  });
  expect(said).toContain('host h2 made');
});

test('a quota of the seed is where a project begins; what an admin has set since stays', async () => {
  const quota = { vms: 500, vcpus: 500, memoryMib: 1_000_000, diskGib: 5000 };
  await plant({ project: { name: 'demo', quota } });
  const { projectId } = await t.db.quota.findFirstOrThrow();
  await t.db.quota.update({ where: { projectId }, data: { vms: 7 } });
  await plant({ project: { name: 'demo', quota } });
  expect(await t.db.quota.findMany()).toEqual([{ projectId, ...quota, vms: 7 }]);
});
