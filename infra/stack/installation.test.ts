import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedInput } from '@virtfleet/prisma/seed-input';
import { afterAll, expect, test, vi } from 'vitest';
import { labOf as describeLab } from '../lab/names.ts';

const dir = mkdtempSync(join(tmpdir(), 'virtfleet-state-'));
vi.stubEnv('VIRTFLEET_STATE', dir);
// The state's folder is read when the module is.
const { fleetOfFile, fleetOfLab, seedOf, storeImage, objectsDir } = await import('./installation.ts');
afterAll(() => rmSync(dir, { recursive: true }));

const image = {
  path: join(dir, 'tiny.qcow2'),
  sha256: 'ab'.repeat(32),
  sizeBytes: 3,
  virtualSizeBytes: 70_000_000,
  minDiskGib: 1,
  minMemoryMib: 128,
};

test('what a lab is becomes a seed that the database takes', () => {
  const lab = describeLab({ id: 'abcd', subnetIndex: 7, hosts: [{ index: 1, hostKey: 'ssh-ed25519 AAAA lab' }] }, dir);
  const seed = seedInput.parse(seedOf(fleetOfLab(lab), image));
  expect(seed.hosts).toEqual([
    {
      name: 'lab-1',
      address: '10.77.7.11',
      port: 22,
      user: 'virtfleet',
      hostKeys: ['ssh-ed25519 AAAA'],
      pool: 'virtfleet',
      simulated: false,
    },
  ]);
  expect(seed.networks[0]).toMatchObject({ cidr: '10.77.7.0/24', firstAddress: '10.77.7.64', libvirtName: 'lab' });
  expect(seed.images[0]).toMatchObject({ sha256: image.sha256, loginUser: 'tiny' });
  expect(seed.accounts.map(({ role }) => role)).toEqual([null, 'owner', 'viewer']);
  expect(new Set(seed.accounts.map(({ password }) => password)).size).toBe(3);
});

test('hosts come from a file; one that says nothing is refused by its name', () => {
  const file = join(dir, 'hosts.json');
  const hosts = [{ name: 'hv1', address: 'hv1.example', hostKeys: ['ssh-ed25519 AAAA'] }];
  writeFileSync(file, JSON.stringify({ hosts }));
  const [host] = hosts;
  expect(fleetOfFile(file)).toEqual({
    hosts: [{ ...host, port: 22, user: 'virtfleet', pool: 'virtfleet', simulated: false }],
    networks: [],
  });
  writeFileSync(file, JSON.stringify({ hosts: [{ ...host, hostKeys: ['hv1 ssh-ed25519 AAAA'] }] }));
  expect(() => fleetOfFile(file)).toThrow(/without host name and comment[\s\S]*hosts\[0\]\.hostKeys/);
  writeFileSync(file, '{"hosts": {}}');
  expect(() => fleetOfFile(file)).toThrow(file);
  expect(() => fleetOfFile(join(dir, 'none.json'))).toThrow('none.json');
});

test('an image lies in the object store under its hash, once', () => {
  writeFileSync(image.path, 'img');
  storeImage(image);
  storeImage(image);
  expect(statSync(join(objectsDir(), image.sha256)).size).toBe(3);
});
