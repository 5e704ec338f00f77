import { expect, test } from 'vitest';
import { vmNotes, vmTag } from './vm-labels.ts';

test.each([
  ['prod', 'prod'],
  [' Prod EU ', 'prod-eu'],
  ['v1.2_x', 'v1.2_x'],
  ['7', '7'],
])('the tag %j is %j', (text, tag) => {
  expect(vmTag.parse(text)).toBe(tag);
});

test.each(['', ' ', '-prod', 'prod-', 'a/b', 'tag:x', 'ü', 'x'.repeat(33), 'a"b'])('%j is no tag', (text) => {
  expect(vmTag.safeParse(text).success).toBe(false);
});

test('notes are plain text, with lines as they were broken anywhere', () => {
  expect(vmNotes.parse('Ask Ada\r\nbefore 9:00\r\tor Bob \n\n')).toBe('Ask Ada\nbefore 9:00\n\tor Bob');
  expect(vmNotes.parse('ü'.repeat(4000))).toHaveLength(4000);
  for (const text of ['ü'.repeat(4001), 'a\0b', 'a\x1b[31m', 'x\x7f'])
    expect(vmNotes.safeParse(text).success).toBe(false);
});
