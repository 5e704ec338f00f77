import { expect, test } from 'vitest';
import { bridgeName, chooseSubnetIndex, hostAddress, hostLinkName, labOf, maxHosts } from './names.ts';

test('a new lab takes a subnet that the machine is not in', () => {
  expect(chooseSubnetIndex('4f00', ['127.0.0.1', '10.77.3.1', 'fe80::1'])).toBe(0x4f);
  expect(chooseSubnetIndex('4f00', ['10.77.79.1', '10.77.80.1', '10.78.81.1'])).toBe(81);
  expect(chooseSubnetIndex('ff00', ['10.77.255.1'])).toBe(0);
  const all = Array.from({ length: 256 }, (_, n) => `10.77.${n}.1`);
  expect(() => chooseSubnetIndex('0000', all)).toThrow('Take a lab down');
});

test('names fit into the kernel’s, and hosts never meet guests', () => {
  expect(hostLinkName('ffff', maxHosts).length).toBeLessThanOrEqual(15);
  expect(bridgeName('ffff').length).toBeLessThanOrEqual(15);
  const { guestRange } = labOf({ id: '0001', subnetIndex: 1, hosts: [] }, '/lab');
  const last = (address: string) => Number(address.split('.')[3]);
  expect(last(hostAddress(1, maxHosts))).toBeLessThan(last(guestRange.first));
});
