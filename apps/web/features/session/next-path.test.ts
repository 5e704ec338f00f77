import { expect, it } from 'vitest';
import { nextPath, pathOfAddress } from './next-path.ts';

it('goes back to the page that was asked for', () => {
  expect(nextPath('/projects/shop/vms/new?x=1#a')).toBe('/projects/shop/vms/new?x=1#a');
});

it.each([
  undefined,
  '',
  'https://evil.org',
  '//evil.org',
  '/\\evil.org',
  '/\t/evil.org',
  'javascript:alert(1)',
  '/signin',
  '/password?next=/',
  ['/a', '/b'],
])('stays here for %j', (asked) => {
  expect(nextPath(asked)).toBe('/');
});

it.each([
  ['https://here/projects/shop?x=1', '/projects/shop?x=1'],
  ['https://evil.org//evil.org', '/'],
  ['nonsense', '/'],
  [undefined, '/'],
])('of a whole address only the path counts: %j', (address, want) => {
  expect(nextPath(pathOfAddress(address))).toBe(want);
});
