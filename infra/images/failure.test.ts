import { expect, test } from 'vitest';
import { failureInWords } from './failure.ts';

test('common causes in words, else the last thing that was said', () => {
  const full = 'mmdebstrap … ended with 1: dpkg: error: cannot copy: No space left on device\nE: setup failed';
  expect(failureInWords(new Error(full))).toBe('the disk of the machine that builds it is full');
  const away =
    "E: Failed to fetch http://deb.debian.org/x  Temporary failure resolving 'deb.debian.org'\nE: apt-get update failed";
  expect(failureInWords(new Error(away))).toContain('the mirror cannot be reached');
  expect(failureInWords(new Error('x ended with 1: W: this\nE: dpkg died\nI: removing'))).toBe('dpkg died');
  expect(failureInWords(new Error('Building it needs root.'))).toBe('Building it needs root.');
  expect(failureInWords('')).toBe('nobody knows why');
});
