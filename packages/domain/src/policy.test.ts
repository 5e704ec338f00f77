import { noPolicy, type PolicyLimits } from '@virtfleet/contracts/policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beyondPolicy, policyWords } from './policy.ts';

const small = { vms: 1, vcpus: 1, memoryMib: 512, diskGib: 5 };
const view = (limits: Partial<PolicyLimits>, made = 0) => ({ limits: { ...noPolicy, ...limits }, made });

describe('what goes beyond a policy', () => {
  const table: [string, ReturnType<typeof view>, Partial<typeof small>, string[]][] = [
    ['no policy', view({}), { vms: 100, vcpus: 99 }, []],
    ['up to the limit', view({ vms: 4 }), { vms: 4 }, []],
    ['more than the limit', view({ vms: 4 }), { vms: 12 }, ['It grants 4 VMs without asking. This asks for 12.']],
    [
      'more than what is left',
      view({ vms: 4 }, 3),
      { vms: 2 },
      ['It grants 4 VMs without asking, and 3 of them are there already. This asks for 2 more.'],
    ],
    [
      'nothing left of one',
      view({ vms: 1 }, 1),
      {},
      ['It grants 1 VM without asking, and that one is there already. This asks for 1 more.'],
    ],
    [
      'a policy set below what there is',
      view({ vms: 2 }, 5),
      {},
      ['It grants 2 VMs without asking, and 5 are there already. This asks for 1 more.'],
    ],
    ['none at all', view({ vms: 0 }), {}, ['It grants no VM without asking.']],
    [
      'too large in each way',
      view({ vcpus: 2, memoryMib: 4096, diskGib: 20 }),
      { vcpus: 4, memoryMib: 6144, diskGib: 21 },
      [
        'It grants up to 2 vCPUs for each VM without asking. This asks for 4.',
        'It grants up to 4 GiB of memory for each VM without asking. This asks for 6 GiB.',
        'It grants up to 20 GiB of disk for each VM without asking. This asks for 21 GiB.',
      ],
    ],
  ];
  test.each(table)('%s', (_, policy, asked, want) => {
    expect(beyondPolicy(policy, { ...small, ...asked })).toEqual(want);
  });

  test('more is never granted where less was not, and what fits every limit always is', () => {
    const limit = fc.option(fc.integer({ min: 1, max: 50 }));
    const amount = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(
        fc.record({ vms: limit, vcpus: limit, memoryMib: limit, diskGib: limit }),
        fc.record({ vms: amount, vcpus: amount, memoryMib: amount, diskGib: amount }),
        fc.integer({ min: 0, max: 50 }),
        fc.constantFrom('vms' as const, 'vcpus' as const, 'memoryMib' as const, 'diskGib' as const),
        (limits, asked, made, more) => {
          const beyond = beyondPolicy({ limits, made }, asked);
          const within = (['vcpus', 'memoryMib', 'diskGib'] as const).every(
            (key) => limits[key] === null || asked[key] <= limits[key],
          );
          expect(beyond.length === 0).toBe(within && (limits.vms === null || made + asked.vms <= limits.vms));
          const larger = beyondPolicy({ limits, made }, { ...asked, [more]: asked[more] + 1 });
          expect(larger.length).toBeGreaterThanOrEqual(beyond.length);
        },
      ),
    );
  });
});

test.each([
  [view({}), 'Everything within the quota may be made without asking.'],
  [view({ vms: 0 }, 2), 'Every VM must be asked for.'],
  [view({ vms: 4 }, 0), '4 VMs may be made without asking. None is there now.'],
  [
    view({ vms: 4, vcpus: 2, memoryMib: 4096, diskGib: 20 }, 3),
    '4 VMs may be made without asking, each with at most 2 vCPUs, 4 GiB of memory and 20 GiB of disk. 3 are there now.',
  ],
  [view({ memoryMib: 512 }), 'VMs may be made without asking, each with at most 512 MiB of memory.'],
])('a policy in words %#', (policy, words) => {
  expect(policyWords(policy)).toBe(words);
});
