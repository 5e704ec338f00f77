import { newId } from '@virtfleet/contracts/ids';
import { parseDomainXml } from '@virtfleet/libvirt/parse-domain';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeInstallation, makeProject, makeVm } from '@virtfleet/testing/factories';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actorIn, failure, testContext } from '../test-helpers.ts';
import { vmDefinition } from './definition.ts';

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
  await makeInstallation(t.db);
});
afterAll(() => t.drop());

test('a VM is told as it would be defined now: under its present name, with the hardware that it has', async () => {
  const { id: projectId, name: project } = await makeProject(t.db);
  const addresses = { 'disk:vda': { type: 'pci', domain: '0x0000', bus: '0x0a', slot: '0x00', function: '0x0' } };
  const guestAbi = { machine: 'pc-q35-7.2', cpu: { mode: 'custom', model: 'Nehalem' }, addresses };
  const vm = await makeVm(t.db, { projectId, name: 'shop-02', hostname: 'shop-01', guestAbi });
  const viewer = await actorIn(t.db, { [projectId]: 'viewer' });
  const { domainXml, virtInstall } = await vmDefinition(testContext(t.db), viewer, { vmId: vm.id });
  expect(parseDomainXml(domainXml)).toMatchObject({ title: `${project}/shop-02`, uuid: vm.id, vcpus: vm.vcpus });
  expect(domainXml).toContain('machine="pc-q35-7.2"');
  expect(domainXml).toContain('bus="0x0a"');
  expect(virtInstall.slice(0, 5)).toEqual(['virt-install', '--connect', 'qemu:///system', '--name', vm.domainName]);

  const stranger = await actorIn(t.db, {});
  expect(await failure(vmDefinition(testContext(t.db), stranger, { vmId: vm.id }))).toMatchObject({
    code: 'not_found',
  });
  expect(await failure(vmDefinition(testContext(t.db), viewer, { vmId: newId() }))).toMatchObject({
    code: 'not_found',
  });
});
