// The texts in golden/virsh/ are what the agent in a guest answered through libvirt 9.0.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guestFacts, mostOfGuest } from '@virtfleet/contracts/guest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseAddresses,
  parseExec,
  parseExecStatus,
  parseFilesystems,
  parseHostName,
  parseOsInfo,
} from './parse-agent.ts';

const golden = (command: string) =>
  readFileSync(join(import.meta.dirname, `golden/virsh/agent-${command}.txt`), 'utf8');
const answer = (value: unknown) => JSON.stringify({ return: value });

test('what the agent in tiny tells', () => {
  expect(parseOsInfo(golden('guest-get-osinfo'))).toEqual({
    ...{ name: 'Tiny guest', version: '1', kernel: '6.1.0-56-cloud-amd64' },
  });
  expect(parseHostName(golden('guest-get-host-name'))).toBe('web-01');
  expect(parseAddresses(golden('guest-network-get-interfaces'))).toEqual([
    { nic: 'eth0', address: '10.77.0.60', family: 'ipv4' },
    { nic: 'eth0', address: expect.stringMatching(/^fe80::/), family: 'ipv6' },
  ]);
  expect(parseFilesystems(golden('guest-get-fsinfo'))).toEqual([
    { mount: '/', type: 'ext4', totalBytes: 2_066_296_832, usedBytes: expect.any(Number) },
  ]);
});

test('the seed, and what is full by nature, is no filesystem that fills up', () => {
  const fs = (type: string, more: object) => ({ mountpoint: `/${type}`, type, ...more });
  const sizes = { 'total-bytes': 10, 'used-bytes': 20 };
  const told = answer([fs('xfs', sizes), fs('iso9660', sizes), fs('vfat', {}), fs('ext4', sizes)]);
  expect(parseFilesystems(told)).toEqual([
    { mount: '/ext4', type: 'ext4', totalBytes: 10, usedBytes: 10 },
    { mount: '/xfs', type: 'xfs', totalBytes: 10, usedBytes: 10 },
  ]);
});

test('a command in the guest: begun, under way, ended well, and badly', () => {
  expect(parseExec(answer({ pid: 412 }))).toBe(412);
  expect(parseExecStatus(answer({ exited: false }))).toBe('running');
  const out = Buffer.from('ended\n').toString('base64');
  expect(parseExecStatus(answer({ exited: true, exitcode: 0, 'out-data': out }))).toEqual({ stdout: 'ended\n' });
  expect(parseExecStatus(answer({ exited: true, exitcode: 127 }))).toBeNull();
  expect(parseExec(answer({ pid: '412; reboot' }))).toBeNull();
});

describe('a guest may say anything', () => {
  const parsers = [parseOsInfo, parseHostName, parseAddresses, parseFilesystems, parseExec, parseExecStatus];

  test('nonsense is null or nothing, and never an error', () => {
    for (const text of ['', 'x', '{}', 'null', answer(null), answer('x'), answer([null, 3, {}]), '[['.repeat(50_000)])
      for (const parse of parsers) expect(parse(text) ?? []).toEqual([]);
  });

  test('it is cut to size, on one line, and Postgres can hold it', () => {
    const nasty = `a\u0000b\u202Ec\nd\uD800${'x'.repeat(10_000)}`;
    const [name] = [parseHostName(answer({ 'host-name': nasty }))];
    expect(name).toMatch(/^a b c d/);
    expect(name?.length).toBe(255);
    expect(name?.isWellFormed()).toBe(true);
    const many = Array.from({ length: 5_000 }, (_, n) => ({
      ...{ name: `eth${n}`, 'ip-addresses': [{ 'ip-address-type': 'ipv4', 'ip-address': '10.0.0.1' }] },
    }));
    expect(parseAddresses(answer(many)).length).toBeLessThanOrEqual(mostOfGuest.addresses);
    expect(parseHostName(answer({ 'host-name': 'x'.repeat(2 ** 20) }))).toBeNull();
  });

  test('whatever it says, what is made of it may be kept', () => {
    const shapes = fc.oneof(
      fc.jsonValue(),
      fc.record({
        name: fc.string({ unit: 'binary' }),
        version: fc.string(),
        'host-name': fc.string({ unit: 'binary' }),
      }),
      fc.array(
        fc.record({
          ...{ name: fc.string({ unit: 'binary' }), mountpoint: fc.string(), type: fc.string() },
          ...{ 'total-bytes': fc.double(), 'used-bytes': fc.double() },
          'ip-addresses': fc.array(
            fc.record({ 'ip-address-type': fc.constantFrom('ipv4', 'x'), 'ip-address': fc.string() }),
          ),
        }),
      ),
    );
    fc.assert(
      fc.property(shapes, (value) => {
        const text = answer(value);
        const facts = {
          os: parseOsInfo(text),
          hostname: parseHostName(text),
          addresses: parseAddresses(text),
          filesystems: parseFilesystems(text),
          cloudInit: null,
        };
        expect(guestFacts.parse(facts)).toEqual(facts);
      }),
    );
  });
});
