import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import {
  makeHost,
  makeImage,
  makeKeypair,
  makeNetwork,
  makeOperation,
  makeProject,
  makeVm,
} from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { find } from './find.ts';

let t: TestDatabase;
let shop: string;
let other: string;
beforeAll(async () => {
  t = await testDatabase();
  shop = (await makeProject(t.db, { name: 'shop' })).id;
  other = (await makeProject(t.db, { name: 'other' })).id;
  const network = { networkId: (await makeNetwork(t.db)).id, hostId: (await makeHost(t.db, { name: 'hv-web' })).id };
  const imageId = (await makeImage(t.db, { name: 'debian-12', title: 'Debian 12 (bookworm)' })).id;
  const vm = (name: string, projectId: string, address: string) =>
    makeVm(t.db, { name, projectId, address, imageId, ...network });
  for (const [index, name] of ['web-01', 'web-02', 'shop-web-02', 'db'].entries())
    await vm(name, shop, `10.77.0.2${index}`);
  await vm('web-01', other, '10.77.0.30');
  const gone = await vm('web-03', shop, '10.77.0.40');
  await t.db.vm.update({ where: { id: gone.id }, data: { deletedAt: new Date() } });
  await makeKeypair(t.db, { projectId: shop, name: 'Ada web laptop' });
  await makeKeypair(t.db, { projectId: other, name: 'their web key' });
});
afterAll(() => t.drop());

const member = () => ({ isAdmin: false, roles: { [shop]: 'viewer' as const } });
const admin = { isAdmin: true, roles: {} };
const look = (
  text: string,
  who: { isAdmin: boolean; roles: Record<string, 'viewer'> } = member(),
  projectId?: string,
) => find(t.db, who, { text, projectId }, new Date());
const names = async (...asked: Parameters<typeof look>) =>
  (await look(...asked)).vms.map(({ name, project }) => `${project}/${name}`);

test('finds names, the better fit first, of living VMs only', async () => {
  expect(await names('web-02')).toEqual(['shop/web-02', 'shop/shop-web-02']);
  expect((await names('web')).sort()).toEqual(['shop/shop-web-02', 'shop/web-01', 'shop/web-02']);
  expect(await names('WEB02')).toEqual(['shop/web-02', 'shop/shop-web-02']);
  expect((await names('shop-web-02 stop'))[0]).toBe('shop/shop-web-02');
});

test('tells nobody of what is not theirs; an admin of all, the near first', async () => {
  expect(await names('web-01')).toEqual(['shop/web-01']);
  expect(await names('web', { isAdmin: false, roles: {} })).toEqual([]);
  expect((await names('web-01', admin, other))[0]).toBe('other/web-01');
  const found = await look('web');
  expect(found.hosts).toEqual([]);
  expect(found.keys.map(({ name }) => name)).toEqual(['Ada web laptop']);
  const all = await look('web', admin);
  expect(all.hosts.map(({ name }) => name)).toEqual(['hv-web']);
  expect(all.keys).toHaveLength(2);
});

test('finds a VM by its address, an image by its title, and what was done last', async () => {
  expect(await names('10.77.0.22')).toEqual(['shop/shop-web-02']);
  expect((await look('bookworm')).images.map(({ name }) => name)).toEqual(['debian-12']);
  const [vm] = (await look('db')).vms;
  for (const kind of ['vm.start', 'vm.stop', 'vm.reboot'] as const)
    await makeOperation(t.db, { kind, vmId: vm?.id ?? '', status: 'done' });
  expect((await look('db')).operations.map(({ kind }) => kind)).toEqual(['vm.reboot', 'vm.stop']);
});

test('says what can be done, as the VM’s page does', async () => {
  const [vm] = (await look('web-02')).vms;
  expect(vm).toMatchObject({ state: 'running', can: { stop: { ok: true }, start: { ok: false } } });
});

test.each(['', '   ', '%', '_', '\\', "'; DROP TABLE vm; --", '-', '🦄', 'a b c d e f g h i j'])(
  'takes %j as it is',
  async (text) => {
    await expect(look(text)).resolves.toBeDefined();
  },
);

test('a sign of LIKE is itself', async () => {
  expect(await names('w%b')).toEqual([]);
  expect(await names('web_01')).toEqual(['shop/web-01']);
  expect(await names('_')).toEqual([]);
});

test('looks through 5,000 names in a moment', async () => {
  const { id: big } = await makeProject(t.db, { name: 'big' });
  await t.db.$executeRaw`
    INSERT INTO vm (id, project_id, name, created_by_id, request_id, image_id, host_id, vcpus, memory_mib, login_user, placement, domain_name, domain_uuid)
    SELECT gen_random_uuid(), ${big}::uuid, 'node-' || n, vm.created_by_id, gen_random_uuid(), vm.image_id, vm.host_id, 1, 128, 'a', '[]',
      'vf-' || n, gen_random_uuid()
    FROM generate_series(1, 5000) n, (SELECT * FROM vm LIMIT 1) vm`;
  await look('node-4999', admin);
  const began = performance.now();
  expect(await names('node-4999', admin)).toEqual(['big/node-4999']);
  expect(performance.now() - began).toBeLessThan(500);
});
