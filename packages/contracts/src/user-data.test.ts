import { describe, expect, test } from 'vitest';
import { checkUserData, userDataMaxBytes } from './user-data.ts';

const kind = (text: string) => {
  const check = checkUserData(text);
  return check.ok ? check.kind : null;
};
const refusal = (text: string) => {
  const check = checkUserData(text);
  return check.ok ? null : check;
};

describe('taken', () => {
  test.each([
    ['#!/bin/sh\necho hello\n', 'script'],
    ['#!/usr/bin/env python3\nprint("ünïcode")\n', 'script'],
    ['#cloud-config\n', 'cloud-config'],
    ['#cloud-config', 'cloud-config'],
    ['#cloud-config\n# nothing yet\n', 'cloud-config'],
    ['#cloud-config\npackages: [nginx]\n', 'cloud-config'],
    ['#cloud-config  \r\nruncmd:\r\n  - echo "quotes \' and <xml>"\r\n', 'cloud-config'],
    ['#cloud-config\nx: &a [1]\ny: *a\n', 'cloud-config'],
  ])('%j', (text, want) => {
    expect(kind(text)).toBe(want);
  });

  test('exactly 16 KiB', () => {
    const head = '#!/bin/sh\n';
    expect(kind(head + 'x'.repeat(userDataMaxBytes - head.length))).toBe('script');
  });
});

describe('refused, with words', () => {
  test('over 16 KiB, counted in bytes', () => {
    const head = '#!/bin/sh\n';
    expect(refusal(head + 'x'.repeat(userDataMaxBytes - head.length + 1))?.message).toMatch(/at most 16 KiB/);
    expect(refusal(head + 'é'.repeat(9000))?.message).toMatch(/18 KiB; at most 16 KiB/);
  });

  test.each([
    ['empty', ''],
    ['no header', 'packages: [nginx]\n'],
    ['header in capitals', '#Cloud-Config\n'],
    ['a word behind the header', '#cloud-config-archive\n- a\n'],
    ['a space before', ' #cloud-config\n'],
    ['a line before', '\n#!/bin/sh\n'],
    ['a byte order mark', '\ufeff#cloud-config\n'],
    ['multipart', 'Content-Type: multipart/mixed; boundary="x"\n'],
    ['XML', '<cloud/>'],
    ['include', '#include\nhttp://example.org/x\n'],
  ])('neither kind: %s', (_, text) => {
    expect(refusal(text)).toMatchObject({ line: 1, message: expect.stringMatching(/must begin with "#cloud-config"/) });
  });

  test('broken YAML, with its line', () => {
    expect(refusal('#cloud-config\npackages: [nginx\nruncmd: x: y\n')?.line).toBeGreaterThanOrEqual(2);
    const tab = refusal('#cloud-config\nruncmd:\n\t- x\n');
    expect(tab).toMatchObject({ line: 3, message: expect.stringMatching(/^Line 3: /) });
    expect(refusal('#cloud-config\na: 1\na: 2\n')?.message).toMatch(/^Line 3: /);
  });

  test.each(['#cloud-config\n- a\n', '#cloud-config\njust words\n', '#cloud-config\n42\n'])(
    'no mapping: %j',
    (text) => {
      expect(refusal(text)?.message).toMatch(/must be a mapping/);
    },
  );

  test('a NUL byte', () => {
    expect(refusal('#!/bin/sh\n\0')?.message).toMatch(/NUL/);
  });

  test('several documents', () => {
    expect(refusal('#cloud-config\na: 1\n---\nb: 2\n')).not.toBeNull();
  });

  test('an alias that names nothing', () => {
    expect(refusal('#cloud-config\na: *nothing\n')?.message).toMatch(/nothing/);
  });

  test('a bomb of aliases, at once', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
    );
    expect(refusal(`#cloud-config\nl0: &l0 [x, x]\n${levels.join('\n')}\n`)?.message).toMatch(/alias/i);
  });

  test('nesting as deep as 16 KiB allow', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{a: ', '}'],
      ['- ', ''],
    ] as const) {
      const depth = Math.floor(16_000 / (open.length + close.length));
      const text = `#cloud-config\na:\n  ${open.repeat(depth)}1${close.repeat(depth)}\n`;
      expect(() => checkUserData(text)).not.toThrow();
    }
  });
});
