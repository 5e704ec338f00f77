import { expect, test } from 'vitest';
import { afterEnter } from './yaml-lines.ts';

test.each([
  ['packages:', '', '\n  '],
  ['  name: x', '', '\n  '],
  ['  - nginx', '', '\n  - '],
  ['- [sh, -c]', '', '\n- '],
  ['  - "a: b"', '', '\n  - '],
  ['  - name: x', '', '\n    '],
  ['  - name:', '', '\n      '],
  ['    content: |', '', '\n      '],
  ['    content: >-', '', '\n      '],
  ['# words', '', '\n'],
  ['  # words:', '', '\n  '],
  ['  - ngi', 'nx', '\n  '],
  ['', '', '\n'],
])('%j and %j', (before, behind, insert) => {
  expect(afterEnter(before, behind)).toEqual({ insert, replacesLine: false });
});

test.each([
  ['  - ', ''],
  ['    - ', '  '],
  ['- ', ''],
])('an empty item ends its list: %j', (before, insert) => {
  expect(afterEnter(before, '')).toEqual({ insert, replacesLine: true });
});
