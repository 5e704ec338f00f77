import type { VmOrder } from '@virtfleet/contracts/list';
import { vmSorts } from '@virtfleet/contracts/list';
import { readQuery } from '@virtfleet/domain/search/language';
import { matches } from '@virtfleet/domain/search/match';
import { print, type Term } from '@virtfleet/domain/search/query';
import { vmLanguage, vmReader, vmStates } from '@virtfleet/domain/search/vms';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import {
  makeFlavor,
  makeHost,
  makeImage,
  makeNetwork,
  makeProject,
  makeUser,
  makeVm,
} from '@virtfleet/testing/factories';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { matchingVms, vmFacets } from './vm-search.ts';
import { listVms } from './vms.ts';

let t: TestDatabase;
let w: Awaited<ReturnType<typeof world>>;
beforeAll(async () => {
  t = await testDatabase();
  w = await world();
});
afterAll(() => t.drop());

const now = new Date();
const hour = 3_600_000;
const pick = <T>(values: readonly T[], index: number): T => {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
};
const names = ['web', 'web_1', 'WEB', 'db%', 'a\\b', 'ÉTÉ', 'straße', 'ΑΣ', 'ci-runner'];

/** VMs of every mixture of states, with names that LIKE could take for patterns, and letters beyond ASCII. */
async function world() {
  const { id: projectId } = await makeProject(t.db);
  const hostStates = ['up', 'unknown', 'unreachable', 'quarantined'] as const;
  const hosts = await Promise.all(hostStates.map((state, i) => makeHost(t.db, { name: `hv-0${i}`, state })));
  const images = [await makeImage(t.db, { name: 'debian-12' }), await makeImage(t.db, { name: 'tiny' })];
  const makers = [
    await makeUser(t.db, { name: 'Ada Lovelace', email: 'ada@example.org' }),
    await makeUser(t.db, { name: 'ÉMILE', email: 'emile@example.org' }),
  ];
  const [small, network] = [await makeFlavor(t.db, { name: 'small' }), await makeNetwork(t.db)];
  const powers = ['unknown', 'running', 'paused', 'stopped', 'crashed', 'absent'] as const;
  const tasks = ['creating', 'stopping', 'deleting'] as const;
  for (let i = 0; i < 90; i++) {
    const vm = await makeVm(t.db, {
      projectId,
      name: `${pick(names, i)}${i < names.length ? '' : i}`,
      hostId: pick(hosts, i * 7).id,
      imageId: pick(images, i).id,
      createdById: pick(makers, Math.floor(i / 3)).id,
      flavorId: small.id,
      networkId: network.id,
      powerState: pick(powers, Math.floor(i / 4)),
      taskState: i % 5 === 0 ? pick(tasks, i / 5) : null,
      failure: i % 11 === 0 ? 'no space' : null,
      vcpus: 1 + (i % 4),
      memoryMib: 512 * (1 + (i % 5)),
      tags: ['prod', 'db', 'web'].filter((_, bit) => (i >> bit) % 2 === 1),
      createdAt: new Date(now.getTime() - i * hour),
    });
    if (i % 8 === 0) await t.db.port.deleteMany({ where: { vmId: vm.id } });
    if (i % 9 === 0) await t.db.vm.update({ where: { id: vm.id }, data: { flavorId: null } });
  }
  await makeVm(t.db, { name: 'web-elsewhere' });
  return { projectId, makers };
}

const valuesOf: Record<string, fc.Arbitrary<string>> = {
  state: fc.constantFrom(...vmStates),
  name: fc.constantFrom(...names, 'w*', '*_*', '*%', '*\\*', '*é*', 'STRASSE', 'ας*', '*'),
  tag: fc.constantFrom('prod', 'db', 'p*', '*', 'none'),
  image: fc.constantFrom('debian-12', 'TINY', 'debian*'),
  flavor: fc.constantFrom('small', '*'),
  host: fc.constantFrom('hv-00', 'hv-0*', 'HV-01'),
  address: fc.constantFrom('10.77.*', '*.12', '*'),
  by: fc.constantFrom('me', 'ada lovelace', 'Émile', 'emile@*'),
  vcpus: fc.constantFrom('2', '>2', '<=3'),
  memory: fc.constantFrom('1', '>=1.5', '<2', '0.5'),
  since: fc.constantFrom('5h', '2d', '2026-01-01'),
  older: fc.constantFrom('5h', '2d', '2026-01-01'),
};
const term: fc.Arbitrary<Term> = fc.oneof(
  fc.constantFrom(...Object.keys(valuesOf)).chain((key) =>
    fc.record({
      key: fc.constant(key),
      negated: fc.boolean(),
      values: fc.array(valuesOf[key] ?? fc.constant(''), { minLength: 1, maxLength: 2 }),
    }),
  ),
  fc.record({
    key: fc.constant(null),
    negated: fc.boolean(),
    values: fc.array(fc.constantFrom('web', 'B%', '_', '\\', 'é', 'SS', 'σ', '"', "'; --"), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
);

test('a search by SQL finds what it finds in memory', { timeout: 60_000 }, async () => {
  expect(Object.keys(valuesOf).sort()).toEqual(Object.keys(vmLanguage.fields).sort());
  const { items } = await listVms(t.db, { projectId: w.projectId, limit: 500 }, now);
  const all = items.map((vm) => {
    const maker = w.makers.find(({ name }) => name === vm.createdBy);
    return { ...vm, makers: [maker?.id ?? '', vm.createdBy, maker?.email ?? ''] };
  });
  expect(all).toHaveLength(90);
  expect(new Set(all.map(({ status }) => status.state)).size).toBe(11);
  const userId = w.makers[0]?.id ?? '';
  await fc.assert(
    fc.asyncProperty(fc.array(term, { minLength: 1, maxLength: 3 }), async (terms) => {
      const { clauses, problems } = readQuery(print(terms), vmLanguage, { now, userId });
      expect(problems).toEqual([]);
      const found = await matchingVms(t.db, { projectId: w.projectId, clauses });
      const expected = all.filter((vm) => matches(vm, clauses, vmReader));
      expect(found.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
    }),
    { numRuns: 300 },
  );
});

test('every order has every VM once, page by page, and the other way round is the same backwards', async () => {
  const everyone = await matchingVms(t.db, { projectId: w.projectId });
  for (const sort of vmSorts) {
    const order: VmOrder = `${sort}`;
    const ids = (await matchingVms(t.db, { projectId: w.projectId, order })).map(({ id }) => id);
    expect([...ids].sort(), sort).toEqual(everyone.map(({ id }) => id).sort());
    const pages = await Promise.all(
      [0, 40, 80].map((offset) => listVms(t.db, { projectId: w.projectId, order, limit: 40, offset }, now)),
    );
    expect(
      pages.flatMap(({ items }) => items.map(({ id }) => id)),
      sort,
    ).toEqual(ids);
  }
  const up = await matchingVms(t.db, { projectId: w.projectId, order: 'name' });
  const down = await matchingVms(t.db, { projectId: w.projectId, order: '-name' });
  expect(down).toEqual(up.toReversed());
});

test('facets are what its VMs have, and no other project’s', async () => {
  expect(await vmFacets(t.db, w.projectId)).toEqual({
    host: ['hv-00', 'hv-01', 'hv-02', 'hv-03'],
    image: ['debian-12', 'tiny'],
    flavor: ['small'],
    by: ['Ada Lovelace', 'ÉMILE'],
    tag: expect.arrayContaining(['prod', 'db', 'web']),
  });
  expect(await vmFacets(t.db, (await makeProject(t.db)).id)).toEqual({
    host: [],
    image: [],
    flavor: [],
    by: [],
    tag: [],
  });
});
