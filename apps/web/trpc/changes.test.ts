import { describe, expect, it } from 'vitest';
import { affects } from './changes.ts';

const list = [['vms', 'list'], { input: { projectId: 'p1' }, type: 'query' }];
const get = [['vms', 'get'], { input: { vmId: 'v1' }, type: 'query' }];

describe('affects', () => {
  it('reaches the row and the lists of its project', () => {
    const change = { kind: 'vms', id: 'v1', projectId: 'p1' } as const;
    expect([list, get].map((key) => affects(change, key))).toEqual([true, true]);
  });

  it('leaves other rows, other projects and other kinds alone', () => {
    expect(affects({ kind: 'vms', id: 'v2', projectId: 'p1' }, get)).toBe(false);
    expect(affects({ kind: 'vms', id: 'v1', projectId: 'p2' }, list)).toBe(false);
    expect(affects({ kind: 'hosts' }, list)).toBe(false);
  });

  it('reaches all of a kind when only the kind is known', () => {
    expect([list, get].map((key) => affects({ kind: 'vms' }, key))).toEqual([true, true]);
    expect(affects({ kind: 'hosts' }, [['hosts', 'list']])).toBe(true);
  });

  it('reaches the history of a VM by any operation, for the key does not name the VM', () => {
    expect(
      affects({ kind: 'operations', id: 'o1', projectId: 'p1' }, [['operations', 'ofVm'], { input: { vmId: 'v1' } }]),
    ).toBe(true);
  });

  it('reaches what is counted from it', () => {
    const quota = [['quotas', 'get'], { input: { projectId: 'p1' }, type: 'query' }];
    expect(affects({ kind: 'vms', id: 'v1', projectId: 'p1' }, quota)).toBe(true);
    expect(affects({ kind: 'vms', id: 'v1', projectId: 'p2' }, quota)).toBe(false);
    expect(affects({ kind: 'quotas', projectId: 'p1' }, quota)).toBe(true);
  });

  it('reaches what a VM uses by its own kind, and of that only what is watched', () => {
    const metrics = (range: string) => [['vms', 'metrics'], { input: { vmId: 'v1', range }, type: 'query' }];
    const sparks = [['vms', 'sparks'], { input: { projectId: 'p1', vmIds: ['v1'] }, type: 'query' }];
    const measured = { kind: 'metrics', id: 'v1', projectId: 'p1' } as const;
    expect(['live', '1h', '24h'].map((range) => affects(measured, metrics(range)))).toEqual([true, false, false]);
    expect(affects({ ...measured, id: 'v2' }, metrics('live'))).toBe(false);
    expect(affects({ kind: 'metrics' }, metrics('24h'))).toBe(true);
    expect([get, list, sparks].map((key) => affects(measured, key))).toEqual([false, false, false]);
    expect([metrics('live'), sparks].map((key) => affects({ kind: 'vms', id: 'v1' }, key))).toEqual([false, false]);
  });

  it('survives keys that are not tRPC’s', () => {
    expect(affects({ kind: 'vms' }, ['theme'])).toBe(false);
    expect(affects({ kind: 'vms' }, [])).toBe(false);
  });
});
