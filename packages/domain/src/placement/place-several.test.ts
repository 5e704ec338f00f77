import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Demand, type HostOffer, limits } from './host.ts';
import { place } from './place.ts';
import { placeSeveral, rejectionsOfSeveral } from './place-several.ts';

const gib = 2 ** 30;
const host = (over: Partial<HostOffer> = {}): HostOffer => ({
  id: 'a',
  name: 'lab-1',
  state: 'up',
  arch: 'x86_64',
  virtTypes: ['qemu'],
  cpus: 4,
  memoryMib: 4608,
  poolCapacityBytes: 100 * gib,
  poolAvailableBytes: 50 * gib,
  networks: ['lab'],
  hasImage: true,
  reserved: { vcpus: 0, memoryMib: 0, diskGib: 0 },
  ...over,
});
const demand: Demand = {
  arch: 'x86_64',
  vcpus: 1,
  memoryMib: 1024,
  diskGib: 10,
  imageSizeBytes: gib,
  network: { name: 'lab', libvirtName: 'lab', hostId: null },
};

test('alike hosts share them; the first that fits nowhere ends it, with what each host lacks', () => {
  const placed = placeSeveral([host(), host({ id: 'b', name: 'lab-2' })], demand, 20);
  expect(placed.map(({ hostId }) => hostId)).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', null]);
  expect(placed.at(-1)?.verdicts.map(({ reasons }) => reasons)).toEqual([
    ['0 MiB of memory free, 1 GiB asked for'],
    ['0 MiB of memory free, 1 GiB asked for'],
  ]);
});

test('where the image is comes first, until that host is clearly fuller', () => {
  const placed = placeSeveral([host(), host({ id: 'b', name: 'lab-2', hasImage: false })], demand, 4);
  expect(placed.map(({ hostId }) => hostId)).toEqual(['a', 'a', 'b', 'a']);
});

test('no host at all', () => {
  expect(placeSeveral([], demand, 3)).toEqual([{ hostId: null, verdicts: [] }]);
});

const anyHost = (id: number) =>
  fc
    .record({
      state: fc.constantFrom('up' as const, 'up' as const, 'unreachable' as const),
      cpus: fc.option(fc.integer({ min: 1, max: 16 }), { nil: null }),
      memoryMib: fc.option(fc.integer({ min: 256, max: 32_768 }), { nil: null }),
      poolCapacityBytes: fc.integer({ min: 0, max: 300 }).map((n) => n * gib),
      poolAvailableBytes: fc.integer({ min: 0, max: 300 }).map((n) => n * gib),
      hasImage: fc.boolean(),
      reserved: fc.record({
        vcpus: fc.integer({ min: 0, max: 8 }),
        memoryMib: fc.integer({ min: 0, max: 4096 }),
        diskGib: fc.integer({ min: 0, max: 50 }),
      }),
    })
    .map((some) => host({ id: `id-${id}`, name: `host-${id}`, ...some }));
const anyHosts = fc
  .integer({ min: 1, max: 5 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => anyHost(i))));
const anyDemand = fc
  .record({
    vcpus: fc.integer({ min: 1, max: 4 }),
    memoryMib: fc.integer({ min: 128, max: 4096 }),
    diskGib: fc.integer({ min: 1, max: 40 }),
  })
  .map((some): Demand => ({ ...demand, ...some }));
const anyCount = fc.integer({ min: 1, max: 100 });

describe('whatever the fleet and the number', () => {
  test('no host is promised more than it may promise, and each takes its share at once', () => {
    fc.assert(
      fc.property(anyHosts, anyDemand, anyCount, (hosts, ask, count) => {
        const placed = placeSeveral(hosts, ask, count);
        for (const each of hosts) {
          const here = placed.filter(({ hostId }) => hostId === each.id).length;
          if (here === 0) continue;
          const most = limits(each);
          expect(each.reserved.vcpus + here * ask.vcpus).toBeLessThanOrEqual(most.vcpus);
          expect(each.reserved.memoryMib + here * ask.memoryMib).toBeLessThanOrEqual(most.memoryMib);
          expect(each.reserved.diskGib + here * ask.diskGib).toBeLessThanOrEqual(most.diskGib);
          expect(rejectionsOfSeveral(each, ask, here)).toEqual([]);
        }
      }),
    );
  });

  test('the order of the hosts is nothing, and the first goes where one alone would', () => {
    fc.assert(
      fc.property(anyHosts, anyDemand, anyCount, (hosts, ask, count) => {
        const placed = placeSeveral(hosts, ask, count);
        expect(placeSeveral([...hosts].reverse(), ask, count)).toEqual(placed);
        expect(placed[0]?.verdicts).toEqual(place(hosts, ask));
      }),
    );
  });

  test('it ends early only where every host refuses one more', () => {
    fc.assert(
      fc.property(anyHosts, anyDemand, anyCount, (hosts, ask, count) => {
        const placed = placeSeveral(hosts, ask, count);
        if (placed.every(({ hostId }) => hostId !== null)) {
          expect(placed).toHaveLength(count);
          return;
        }
        for (const each of hosts) {
          const here = placed.filter(({ hostId }) => hostId === each.id).length;
          expect(rejectionsOfSeveral(each, ask, here + 1)).not.toEqual([]);
        }
      }),
    );
  });
});
