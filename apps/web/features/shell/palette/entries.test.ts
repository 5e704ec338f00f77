import type { Found, FoundVm } from '@virtfleet/contracts/find';
import { describe, expect, it } from 'vitest';
import { entryGroups, type Known } from './entries.ts';

const vm = (name: string, more: Partial<FoundVm> = {}): FoundVm => ({
  id: `id-${name}`,
  name,
  project: 'shop',
  address: '10.0.0.1',
  state: 'running',
  can: { start: { ok: false, reason: 'It is already running' }, stop: { ok: true }, reboot: { ok: true } },
  ...more,
});
const nothing: Found = { vms: [], operations: [], hosts: [], images: [], keys: [] };
const shop = { id: 'p1', name: 'shop', role: 'member' as const };
const lab = { id: 'p2', name: 'lab', role: 'viewer' as const };

const known = (text: string, more: Partial<Known> = {}): Known => ({
  text,
  me: { id: 'u', name: 'Ada', email: 'a@b.c', isAdmin: false, projects: [shop, lab], simulated: false, ...more.me },
  project: shop,
  inFleet: false,
  found: nothing,
  visits: [],
  unread: 0,
  ...more,
});
const shown = (it: Known) =>
  entryGroups(it).map(({ title, entries }) => [title, ...entries.map(({ label }) => label)].join(' | '));
const first = (it: Known) => entryGroups(it)[0]?.entries[0];

describe('the palette', () => {
  it('begins with where one was, then pages and deeds', () => {
    const visits = [{ href: '/projects/shop/vms/1', label: 'web-01', what: 'VM in shop' }];
    const groups = entryGroups(known('', { visits }));
    expect(groups.map(({ title }) => title)).toEqual(['Recent', 'Go to', 'Do']);
    expect(groups[1]?.entries[0]?.label).toBe('Overview');
    expect(groups[2]?.entries.map(({ label }) => label)).toContain('New VM');
  });

  it('goes to a VM that was named; what is done with it comes after, and says why it can’t be', () => {
    const groups = entryGroups(known('web-01', { found: { ...nothing, vms: [vm('web-01')] } }));
    expect(groups[0]?.entries[0]?.deed).toEqual({ go: '/projects/shop/vms/id-web-01', remember: expect.anything() });
    const deeds = groups.find(({ title }) => title === 'web-01')?.entries;
    expect(deeds?.map(({ label, reason }) => [label, reason])).toEqual([
      ['Stop', null],
      ['Reboot', null],
      ['Start', 'It is already running'],
    ]);
  });

  it('does what was named beside the VM, in any order, and still offers to go there', () => {
    const found = { ...nothing, vms: [vm('shop-web-02')] };
    for (const text of ['shop-web-02 st', 'st shop-web-02']) {
      const all = shown(known(text, { found }));
      expect(all[0]).toBe('shop-web-02 | Stop | Start');
      expect(all[1]).toBe('Go to | shop-web-02');
    }
    expect(first(known('restart shop-web-02', { found }))?.label).toBe('Reboot');
  });

  it('never offers a deed on a mere likeness of names', () => {
    const found = { ...nothing, vms: [vm('web-01'), vm('web-02')] };
    expect(shown(known('web', { found }))).toEqual(['Go to | web-01 | web-02']);
  });

  it('refuses a viewer the deeds of that project, with the reason', () => {
    const found = { ...nothing, vms: [vm('db-01', { project: 'lab' })] };
    const deed = entryGroups(known('stop db-01', { found }))[0]?.entries[0];
    expect(deed?.reason).toBe('You may only look at lab');
    expect(first(known('new vm', { project: lab }))?.reason).toBe('You may only look at lab');
  });

  it('knows pages by other words, themes, the way out and other projects', () => {
    expect(first(known('limits'))?.label).toBe('Quota & usage');
    expect(first(known('dark'))?.deed).toEqual({ theme: 'dark' });
    expect(first(known('log out'))?.deed).toEqual({ run: 'sign out' });
    expect(first(known('lab'))?.deed).toEqual({ go: '/projects/lab' });
    expect(first(known('qqqq'))).toBeUndefined();
  });

  it('shows the fleet to admins only', () => {
    const me = { id: 'u', name: 'Ada', email: 'a@b.c', isAdmin: true, projects: [shop, lab], simulated: false };
    expect(first(known('hosts', { me }))?.deed).toEqual({ go: '/hosts' });
    expect(first(known('whole fleet', { me }))?.deed).toEqual({ go: '/hosts' });
    expect(shown(known('hosts'))).toEqual([]);
  });
});
