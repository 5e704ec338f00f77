import { describe, expect, it } from 'vitest';
import { hrefOf, pages, placeOf } from './pages.ts';

describe('the table of pages', () => {
  it('gives each page an id, an address and a go-to key of its own', () => {
    const keys = (scope: string) => pages.flatMap((page) => (page.scope === scope && page.go ? [page.go] : []));
    const hrefs = pages.map((page) => hrefOf(page, 'shop'));
    for (const all of [pages.map(({ id, scope }) => `${scope} ${id}`), hrefs, keys('project'), keys('fleet')])
      expect(new Set(all).size).toBe(all.length);
  });

  it.each([
    ['/projects/shop', 'overview', []],
    ['/projects/shop/vms', 'vms', []],
    ['/projects/shop/vms/new', 'vms/new', []],
    ['/projects/shop/vms/newer', 'vms', ['newer']],
    ['/projects/shop/operations/1', 'operations', ['1']],
    ['/hosts', 'hosts', []],
    ['/projects/hosts/keys', 'keys', []],
  ])('%s is %s', (pathname, id, rest) => {
    const place = placeOf(pathname);
    expect([place?.page.id, place?.rest]).toEqual([id, rest]);
  });

  it.each(['/projects/shop/nowhere', '/', '/vms', '/hostsx'])('%s is none of it', (pathname) => {
    expect(placeOf(pathname)).toBeNull();
  });
});
