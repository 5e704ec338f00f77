import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Demand, type HostOffer, limits } from './host.ts';
import { decision, place, rejections } from './place.ts';

const gib = 2 ** 30;
const host = (over: Partial<HostOffer> = {}): HostOffer => ({
  id: 'id-1',
  name: 'lab-1',
  state: 'up',
  arch: 'x86_64',
  virtTypes: ['qemu'],
  cpus: 4,
  memoryMib: 8192,
  poolCapacityBytes: 100 * gib,
  poolAvailableBytes: 50 * gib,
  networks: ['lab'],
  hasImage: true,
  reserved: { vcpus: 0, memoryMib: 0, diskGib: 0 },
  ...over,
});
const demand = (over: Partial<Demand> = {}): Demand => ({
  arch: 'x86_64',
  vcpus: 1,
  memoryMib: 1024,
  diskGib: 10,
  imageSizeBytes: gib,
  network: { name: 'lab', libvirtName: 'lab', hostId: null },
  ...over,
});

describe('each filter says why', () => {
  const reserved = { vcpus: 0, memoryMib: 0, diskGib: 0 };
  const table: [string, Partial<HostOffer>, Partial<Demand>, string[]][] = [
    ['fits', {}, {}, []],
    ['unreachable', { state: 'unreachable', cpus: 0 }, {}, ['unreachable']],
    ['quarantined', { state: 'quarantined' }, {}, ['quarantined']],
    ['new', { state: 'unknown', arch: null, cpus: null }, {}, ['not reached yet']],
    ['other arch', { arch: 'aarch64' }, {}, ['is aarch64, the image is for x86_64']],
    ['no arch', { arch: null }, {}, ['has not told its architecture yet']],
    ['no virt', { virtTypes: [] }, {}, ['offers neither kvm nor qemu']],
    ['no network', { networks: ['default'] }, {}, ['has no network lab']],
    [
      'other host’s network',
      {},
      { network: { name: 'private', libvirtName: 'lab', hostId: 'id-2' } },
      ['has no network private'],
    ],
    ['wide VM', {}, { vcpus: 5 }, ['has 4 CPUs, 5 vCPUs asked for']],
    ['CPUs promised', { reserved: { ...reserved, vcpus: 15 } }, { vcpus: 2 }, ['1 vCPU free, 2 asked for']],
    [
      'memory promised',
      { reserved: { ...reserved, memoryMib: 7000 } },
      {},
      ['680 MiB of memory free, 1 GiB asked for'],
    ],
    [
      'disk promised',
      { reserved: { ...reserved, diskGib: 95 } },
      {},
      ['5 GiB of disk not promised yet, 10 GiB asked for'],
    ],
    ['pool full', { poolAvailableBytes: 0.55 * gib }, {}, ['its pool is full: 0.5 GiB left']],
    [
      'pool too full for the image',
      { poolAvailableBytes: 1.5 * gib, hasImage: false },
      {},
      ['its pool is full: 1.5 GiB left'],
    ],
    ['pool not told', { poolCapacityBytes: null }, {}, ['has not told its pool yet']],
    [
      'all reasons at once',
      { memoryMib: 600, networks: [] },
      {},
      ['has no network lab', '88 MiB of memory free, 1 GiB asked for'],
    ],
  ];
  test.each(table)('%s', (_, offer, ask, reasons) => {
    expect(rejections(host(offer), demand(ask))).toEqual(reasons);
  });
});

test('the emptier host first; with the image there it may be a little fuller; then by name', () => {
  const empty = host({ id: 'b', name: 'b' });
  const halfFull = host({ id: 'a', name: 'a', reserved: { vcpus: 0, memoryMib: 4000, diskGib: 0 } });
  const names = (hosts: HostOffer[]) => place(hosts, demand()).map(({ host: name }) => name);
  expect(names([halfFull, empty])).toEqual(['b', 'a']);
  const noImage = { ...empty, hasImage: false };
  expect(names([{ ...halfFull, reserved: { vcpus: 0, memoryMib: 1000, diskGib: 0 } }, noImage])).toEqual(['a', 'b']);
  expect(names([halfFull, noImage])).toEqual(['b', 'a']);
  expect(names([host({ id: '2', name: 'z' }), host({ id: '1', name: 'y' })])).toEqual(['y', 'z']);
});

test('the record names the chosen, and keeps everyone’s reasons', () => {
  const verdicts = place([host(), host({ id: 'id-2', name: 'lab-2', state: 'unreachable' })], demand());
  expect(decision(verdicts, 'id-1')).toEqual([
    {
      host: 'lab-1',
      verdict: 'chosen',
      score: 111.3,
      reasons: ['81 % of its memory stays free', 'the image is there'],
    },
    { host: 'lab-2', verdict: 'rejected', score: null, reasons: ['unreachable'] },
  ]);
});

const anyHost = (id: number) =>
  fc.record({
    id: fc.constant(`id-${id}`),
    name: fc.constant(`host-${id}`),
    state: fc.constantFrom('up' as const, 'up' as const, 'unreachable' as const),
    arch: fc.constantFrom('x86_64', 'aarch64', null),
    virtTypes: fc.constantFrom(['qemu'], ['kvm', 'qemu'], []),
    cpus: fc.option(fc.integer({ min: 1, max: 16 }), { nil: null }),
    memoryMib: fc.option(fc.integer({ min: 256, max: 65_536 }), { nil: null }),
    poolCapacityBytes: fc.option(
      fc.integer({ min: 0, max: 500 }).map((n) => n * gib),
      { nil: null },
    ),
    poolAvailableBytes: fc.option(
      fc.integer({ min: 0, max: 500 }).map((n) => n * gib),
      { nil: null },
    ),
    networks: fc.constantFrom(['lab'], ['lab', 'other'], []),
    hasImage: fc.boolean(),
    reserved: fc.record({
      vcpus: fc.integer({ min: 0, max: 8 }),
      memoryMib: fc.integer({ min: 0, max: 8192 }),
      diskGib: fc.integer({ min: 0, max: 100 }),
    }),
  });
const anyHosts = fc
  .integer({ min: 1, max: 4 })
  .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => anyHost(i))));
const anyDemand = fc.record({
  arch: fc.constant('x86_64'),
  vcpus: fc.integer({ min: 1, max: 8 }),
  memoryMib: fc.integer({ min: 128, max: 8192 }),
  diskGib: fc.integer({ min: 1, max: 100 }),
  imageSizeBytes: fc.integer({ min: 1, max: 4 }).map((n) => n * gib),
  network: fc.constant({ name: 'lab', libvirtName: 'lab', hostId: null }),
});

describe('whatever the fleet', () => {
  test('no host is ever promised more than its limits', () => {
    fc.assert(
      fc.property(anyHosts, fc.array(anyDemand, { maxLength: 30 }), (fleet, demands) => {
        const hosts = fleet.map((h) => ({ ...h, reserved: { vcpus: 0, memoryMib: 0, diskGib: 0 } }));
        for (const ask of demands) {
          const best = place(hosts, ask).find(({ verdict }) => verdict === 'fits');
          const chosen = hosts.find(({ id }) => id === best?.hostId);
          if (!chosen) continue;
          chosen.reserved.vcpus += ask.vcpus;
          chosen.reserved.memoryMib += ask.memoryMib;
          chosen.reserved.diskGib += ask.diskGib;
        }
        for (const each of hosts) {
          const most = limits(each);
          expect(each.reserved.vcpus).toBeLessThanOrEqual(most.vcpus);
          expect(each.reserved.memoryMib).toBeLessThanOrEqual(most.memoryMib);
          expect(each.reserved.diskGib).toBeLessThanOrEqual(most.diskGib);
        }
      }),
    );
  });

  test('a larger host is never judged worse', () => {
    const growth = fc.record({
      cpus: fc.nat(16),
      memoryMib: fc.nat(65_536),
      poolCapacityBytes: fc.nat(100).map((n) => n * gib),
      poolAvailableBytes: fc.nat(100).map((n) => n * gib),
    });
    fc.assert(
      fc.property(anyHosts, anyDemand, growth, (hosts, ask, more) => {
        const [grown, ...rest] = hosts;
        if (!grown) return;
        const larger = {
          ...grown,
          cpus: (grown.cpus ?? 0) + more.cpus,
          memoryMib: (grown.memoryMib ?? 0) + more.memoryMib,
          poolCapacityBytes: (grown.poolCapacityBytes ?? 0) + more.poolCapacityBytes,
          poolAvailableBytes: (grown.poolAvailableBytes ?? 0) + more.poolAvailableBytes,
        };
        const before = place(hosts, ask);
        const after = place([larger, ...rest], ask);
        const at = (verdicts: typeof before) => verdicts.findIndex(({ hostId }) => hostId === grown.id);
        expect(after[at(after)]?.score ?? -1).toBeGreaterThanOrEqual(before[at(before)]?.score ?? -1);
        if (before[at(before)]?.verdict === 'fits') expect(at(after)).toBeLessThanOrEqual(at(before));
      }),
    );
  });

  test('the same hosts in any order get the same answer, and every host gets a reason', () => {
    fc.assert(
      fc.property(anyHosts, anyDemand, (hosts, ask) => {
        const answer = place(hosts, ask);
        expect(place([...hosts].reverse(), ask)).toEqual(answer);
        expect(answer).toHaveLength(hosts.length);
        for (const { reasons } of answer) expect(reasons.length).toBeGreaterThan(0);
      }),
    );
  });
});
