import { expect, test } from 'vitest';
import { isArtefactOf } from './cache.ts';
import { notInstalled } from './debian.ts';

test('a package that was removed, or never heard of, is not installed', () => {
  const lines = 'curl installed\nvim config-files\n';
  expect(notInstalled(['curl', 'vim', 'nano'], lines)).toEqual(['vim', 'nano']);
});

test('only what was cached under that very name may be swept with it', () => {
  expect(isArtefactOf('tiny', 'tiny-0123456789abcdef')).toBe(true);
  expect(isArtefactOf('tiny', '.tiny-0123456789abcdef.01234567')).toBe(true);
  expect(isArtefactOf('tiny', 'tiny-two-0123456789abcdef')).toBe(false);
  expect(isArtefactOf('tiny', '.tiny.lock')).toBe(false);
  expect(isArtefactOf('lab', 'lab-root-0123456789abcdef')).toBe(false);
});
