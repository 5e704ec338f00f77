import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCloudInit } from './cloud-init.ts';

/** As the script prints it. */
const printed = (word: string, status: unknown = '', result: unknown = '') => {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, null, 1));
  return `${word}\n--- status\n${text(status)}\n--- result\n${text(result)}\n`;
};
const stages = (final: object) => ({
  v1: {
    datasource: 'DataSourceNoCloud [seed=/dev/vdz][dsmode=net]',
    stage: null,
    'init-local': { errors: [], start: 3.1, finished: 3.6 },
    'modules-final': { errors: [], start: 6.7, finished: 7.1, ...final },
  },
});
const failed = 'Runparts: 1 failures (runcmd) in 1 attempted commands';
const done = { v1: { datasource: 'x', errors: [] } };

test('what cloud-init 22.4 of Debian 12 left of three mistakes, in words', () => {
  const golden = readFileSync(join(import.meta.dirname, 'golden/cloud-init/debian-12-errors.txt'), 'utf8');
  expect(parseCloudInit(golden)).toEqual({
    status: 'error',
    errors: [
      `write-files: Unknown user or group: "getpwnam(): name not found: 'nobody-there'"`,
      expect.stringMatching(
        /^package-update-upgrade-install: Unexpected error while running command. Command: .*no-such-package-xyz'\] Exit code: 100/,
      ),
      'scripts-user: Runparts: 1 failures (runcmd) in 1 attempted commands',
    ],
  });
});

test.each([
  ['all went well', printed('ended', stages({}), done), { status: 'done', errors: [] }],
  [
    'as tiny says it',
    printed('ended', '', { v1: { datasource: '/dev/vdb', errors: [] } }),
    { status: 'done', errors: [] },
  ],
  [
    'a script that failed is told once',
    printed('ended', stages({ errors: [failed] }), { v1: { errors: [failed] } }),
    { status: 'error', errors: [failed] },
  ],
  [
    'what could be recovered from, since cloud-init 24.1',
    printed('ended', stages({ recoverable_errors: { WARNING: ['Unknown key: nme'] } }), done),
    { status: 'degraded', errors: ['Unknown key: nme'] },
  ],
  ['at work', printed('running', stages({ finished: null })), { status: 'running', errors: [] }],
  [
    'at work, with an error so far',
    printed('running', stages({ errors: [failed] })),
    { status: 'running', errors: [failed] },
  ],
  [
    'one that died before it could say so',
    printed('failed', stages({ finished: null })),
    { status: 'error', errors: [expect.stringContaining('without a result')] },
  ],
  ['disabled', printed('disabled'), { status: 'disabled', errors: [] }],
  ['installed, not begun', printed('waiting'), { status: 'not_run', errors: [] }],
  [
    'a result that can not be read',
    printed('ended', stages({}), '{"v1": {"errors": ["a "quote""]}}'),
    { status: 'unknown', errors: [] },
  ],
  ['anything else', 'hello', { status: 'unknown', errors: [] }],
  ['nothing there does as cloud-init', printed('none'), null],
])('%s', (_, stdout, expected) => {
  expect(parseCloudInit(stdout)).toEqual(expected);
});

test('errors are text of the guest: cut, on one line, not too many', () => {
  const errors = Array.from({ length: 500 }, (_, n) => `${n}\n${'x'.repeat(5_000)}`);
  const found = parseCloudInit(printed('ended', '', { v1: { errors } }));
  expect(found?.errors).toHaveLength(20);
  expect(found?.errors[3]).toMatch(/^3 x/);
  expect(found?.errors[3]?.length).toBe(2000);
});
