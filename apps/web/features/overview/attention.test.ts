import type { OperationSummary, QuotaView, VmListItem, VmState } from '@virtfleet/contracts/views';
import { describe, expect, it } from 'vitest';
import { mattersOf } from './attention.ts';

const vm = (name: string, state: VmState, hostName = 'hv-1', evidence: string | null = null) =>
  ({ id: name, name, hostName, status: { state, evidence, since: null, observedAt: null } }) as VmListItem;
const free = { vms: 0, vcpus: 0, memoryMib: 0, diskGib: 0 };
const quota = (used: Partial<typeof free> = {}): QuotaView => ({
  limits: { vms: 10, vcpus: 20, memoryMib: 32_768, diskGib: 0 },
  used: { ...free, ...used },
});
const of = (input: Partial<Parameters<typeof mattersOf>[0]>) =>
  mattersOf({ base: '/projects/shop', vms: [], stuck: [], quota: quota(), ...input });

describe('what needs a look', () => {
  it('is nothing when all is well, also in a project with no quota at all', () => {
    expect(of({})).toEqual([]);
  });

  it('is each VM that failed or is lost, with the evidence', () => {
    const matters = of({ vms: [vm('web-01', 'failed', 'hv-1', 'no space in pool'), vm('db', 'missing')] });
    expect(matters.map(({ title, detail, href }) => [title, detail, href])).toEqual([
      ['web-01 could not be created', 'no space in pool', '/projects/shop/vms/web-01'],
      ['db is missing on its host', expect.stringContaining('no such domain'), '/projects/shop/vms/db'],
    ]);
  });

  it('is a silent host once, however many VMs it has, and leads to those', () => {
    const vms = [vm('a', 'unreachable'), vm('b', 'unreachable'), vm('c', 'unreachable', 'hv-2')];
    const matters = of({ vms });
    expect(matters.map(({ title }) => title)).toEqual(['hv-1 does not answer', 'hv-2 does not answer']);
    expect(matters[0]?.detail).toMatch(/^2 VMs show/);
    expect(matters[0]?.href).toBe('/projects/shop/vms?q=state%3Aunreachable%20host%3Ahv-1');
    expect(matters[1]).toMatchObject({ href: '/projects/shop/vms/c', detail: expect.stringMatching(/^c shows/) });
  });

  it('is an operation that is stuck', () => {
    const stuck = [{ id: 'o', vmName: 'web-01', hostName: 'hv-1' } as OperationSummary];
    expect(of({ stuck })).toMatchObject([
      { title: 'An operation on web-01 is stuck', href: '/projects/shop/operations/o' },
    ]);
  });

  it('is a quota that runs out, in words with units', () => {
    expect(of({ quota: quota({ memoryMib: 30_720, vms: 8 }) }).map(({ title, detail }) => [title, detail])).toEqual([
      ['Memory: 30 GiB of 32 GiB used', 'The quota is nearly used up.'],
    ]);
    expect(of({ quota: quota({ vms: 10 }) })[0]?.detail).toBe('The quota allows no more.');
  });
});
