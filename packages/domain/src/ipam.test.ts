import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AddressRange, addressCapacity, freeAddresses, macFor, prefixLength } from './ipam.ts';

const subnet = { cidr: '10.77.0.0/24', gateway: '10.77.0.1', firstAddress: '10.77.0.1', lastAddress: '10.77.0.20' };

const nextFreeAddress = (range: AddressRange, taken: readonly string[]) => freeAddresses(range, taken, 1)[0] ?? null;

describe('the next free address', () => {
  test('is the lowest, never the gateway', () => {
    expect(nextFreeAddress(subnet, [])).toBe('10.77.0.2');
    expect(nextFreeAddress(subnet, ['10.77.0.2', '10.77.0.4'])).toBe('10.77.0.3');
  });

  test('several are the lowest together, or all that are left', () => {
    expect(freeAddresses(subnet, ['10.77.0.3'], 3)).toEqual(['10.77.0.2', '10.77.0.4', '10.77.0.5']);
    expect(freeAddresses(subnet, [], 100)).toHaveLength(addressCapacity(subnet));
  });

  test('crosses an octet', () => {
    const wide = { cidr: '10.0.0.0/16', gateway: null, firstAddress: '10.0.0.255', lastAddress: '10.0.1.1' };
    expect(nextFreeAddress(wide, ['10.0.0.255'])).toBe('10.0.1.0');
  });

  test('is never the network’s own, its broadcast, or outside of it', () => {
    const tight = { cidr: '192.168.1.4/30', gateway: null, firstAddress: '192.168.0.0', lastAddress: '192.168.9.9' };
    expect(nextFreeAddress(tight, [])).toBe('192.168.1.5');
    expect(nextFreeAddress(tight, ['192.168.1.5'])).toBe('192.168.1.6');
    expect(nextFreeAddress(tight, ['192.168.1.5', '192.168.1.6'])).toBeNull();
  });

  test('until all are given away, each once, and as many as the capacity says', () => {
    const range = fc.record({ first: fc.integer({ min: 0, max: 255 }), last: fc.integer({ min: 0, max: 255 }) });
    const prefix = fc.integer({ min: 24, max: 32 });
    const gateway = fc.option(fc.integer({ min: 0, max: 255 }), { nil: null });
    fc.assert(
      fc.property(range, prefix, gateway, ({ first, last }, length, gw) => {
        const one = {
          cidr: `10.1.2.0/${length}`,
          gateway: gw === null ? null : `10.1.2.${gw}`,
          firstAddress: `10.1.2.${first}`,
          lastAddress: `10.1.2.${last}`,
        };
        const taken: string[] = [];
        for (let next = nextFreeAddress(one, taken); next !== null; next = nextFreeAddress(one, taken))
          taken.push(next);
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken).not.toContain(one.gateway);
        expect(taken.length).toBe(addressCapacity(one));
      }),
      { numRuns: 60 },
    );
  });

  test('of nonsense is an error, not an address', () => {
    for (const cidr of ['10.0.0.0', '10.0.0.0/33', '10.0.0/24', '10.0.0.256/24', '::1/64', '10.0.0.01/24'])
      expect(() => nextFreeAddress({ ...subnet, cidr }, [])).toThrow(/not an IPv4/);
  });
});

test('prefix length', () => {
  expect(prefixLength('10.77.0.0/24')).toBe(24);
  expect(() => prefixLength('10.77.0.0/x')).toThrow();
});

test('a MAC of ours', () => {
  expect(macFor(new Uint8Array([0, 10, 255]))).toBe('52:54:00:00:0a:ff');
  expect(() => macFor(new Uint8Array([1, 2]))).toThrow();
});
