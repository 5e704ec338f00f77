import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { userDataMaxBytes } from '../user-data.ts';
import { checkUserData, userDataError } from './check.ts';

/** Each issue as "E 2:17 [marked] message". */
function said(lines: string, beside = {}): string[] {
  const text = `#cloud-config\n${lines}`;
  return checkUserData(text, beside).issues.map(
    ({ severity, line, column, from, to, message }) =>
      `${severity === 'error' ? 'E' : 'w'} ${line}:${column} [${text.slice(from, to)}] ${message}`,
  );
}

describe('taken without a word', () => {
  test.each([
    '',
    '# nothing yet\n',
    'packages: [nginx]\n',
    'packages:\n  - nginx\n  - [libpq, "1.2"]\n',
    'runcmd:\r\n  - echo "quotes \' and <xml>"\r\n',
    'write_files:\n  - path: /etc/motd\n    permissions: "0644"\n    content: |\n      Grüße: 世界 🦊\n',
    'write_files:\n  - &file {path: /a, content: x}\n  - {<<: *file, path: /b}\n',
    'users:\n  - default\n  - name: bob\n    sudo: ALL=(ALL) NOPASSWD:ALL\n    groups: [adm]\n',
    'ssh_pwauth: yes\npackage_update: on\n',
    'merge_how: "list()+dict(replace)"\n',
    'ntp: {servers: ["fd00::1"]}\n',
    '{"packages": ["nginx"]}\n',
    'cloud_final_modules: [runcmd, [scripts-user, always]]\n',
    'final_message: 2030-1-1\n',
  ])('%j', (lines) => {
    expect(said(lines)).toEqual([]);
  });
});

describe('broken YAML, with its place and what to type', () => {
  test.each([
    ['packages: [nginx\nruncmd: [x]\n', 'E 2:11 [[] This [ is never closed'],
    ['a: {b: 1\n', 'E 2:4 [{] This { is never closed'],
    ['a: "x\nb: 1\n', 'E 2:4 ["] This " is never closed'],
    ['runcmd:\n\t- x\n', 'E 3:1 [\t] A tab indents this line; YAML takes spaces only'],
    ['packages: [a]\npackages: [b]\n', 'E 3:1 [packages] The key "packages" stands here twice'],
    ['final_message: all: done\n', 'E 2:16 [all] A second ": " on one line: put the text in quotes'],
    ['packages: [a]\n---\nb: 1\n', 'E 3:1 [---] A second document begins here ("---"); user-data is one'],
    ['hostname: @x\n', 'E 2:11 [@] Text that begins with "@" needs quotes'],
    ['hostname: *b\n', 'E 2:11 [*b] No "&b" stands above this "*b"; text that begins with "*" needs quotes'],
    [
      'final_message: !hi\n',
      'E 2:16 [!hi] "!hi" is no tag that cloud-init knows; text that begins with "!" needs quotes',
    ],
    ['packages\nruncmd: [x]\n', 'E 2:1 [packages] "packages" lacks a colon, or belongs to the line above'],
    ['packages: [a]\nruncmd\n', 'E 3:1 [runcmd] "runcmd" lacks a colon, or belongs to the line above'],
    ['packages:\n  - a\n - b\n', 'E 4:1 [ - b] This line is indented otherwise than those beside it'],
    ['  packages: [a]\nruncmd: [x]\n', 'E 3:1 [runcmd] This line is indented otherwise than those beside it'],
    [
      'hostname: x\n  fqdn: y\n',
      'E 2:11 [x] This key has a value already, so the line below must not be indented further',
    ],
    ['final_message: 2030-13-01\n', 'E 2:16 [2030-13-01] There is no date 2030-13-01; text of this form needs quotes'],
    ['? [a]\n: b\n', 'E 2:3 [[a]] A key must be text, and no list or mapping'],
    ['- a\n', 'E 2:1 [- a] A cloud-config is keys with their values, such as "packages: [nginx]"'],
    ['just words\n', 'E 2:1 [just words] A cloud-config is keys with their values, such as "packages: [nginx]"'],
  ])('%j', (lines, want) => {
    expect(said(lines)).toEqual([want]);
  });
});

describe('what the schema refuses, in words', () => {
  test.each([
    ['package_update: 1\n', 'E 2:17 [1] "package_update" must be true or false'],
    ['package_update: "yes"\n', 'E 2:17 ["yes"] "package_update" must be true or false, without quotes'],
    ['packages:\n', 'E 2:1 [packages] "packages" is empty; it must be a list'],
    ['packages: []\n', 'E 2:1 [packages] "packages" is an empty list'],
    ['packages: nginx\n', 'E 2:11 [nginx] "packages" must be a list: [nginx]'],
    ['hostname: 12\n', 'E 2:11 [12] "hostname" must be text: put 12 in quotes'],
    [
      'write_files:\n  - path: /x\n    permissions: 0644\n',
      'E 4:18 [0644] "permissions" must be text: put 0644 in quotes',
    ],
    [
      'users:\n  - name: x\n    expiredate: 2030-01-01\n',
      'E 4:17 [2030-01-01] "expiredate" must be text: put 2030-01-01 in quotes',
    ],
    ['users: [{name: x, expiredate: soon}]\n', 'E 2:31 [soon] "expiredate" must be a date such as "2030-12-31"'],
    [
      'runcmd:\n  - echo a: b\n',
      'E 3:5 [echo a: b] Item 1 of "runcmd" reads as a key with a value, because of the ": " in it. Put the whole command in quotes',
    ],
    ['users:\n  - nam: x\n', 'E 3:5 [nam] Unknown key "nam"; did you mean "name"?'],
    ['users:\n  - shell: /bin/sh\n', 'E 3:5 [shell: /bin/sh] Item 1 of "users" lacks "name"'],
    ['power_state: {delay: now}\n', 'E 2:1 [power_state] "power_state" lacks "mode"'],
    ['apt: {sources: {a: {keyi: x}}}\n', 'E 2:21 [keyi] Unknown key "keyi" in "a"; did you mean "keyid"?'],
    ['growpart: {mode: gparted}\n', 'E 2:18 [gparted] "mode" must be "auto", "growpart", "gpart", "off" or false'],
    ['swap: {size: much}\n', 'E 2:14 [much] "size" must be a size such as "2G"'],
    ['swap: {size: []}\n', 'E 2:8 [size] "size" must be a whole number or text'],
    ['packages: [[a, b, c]]\n', 'E 2:12 [[a, b, c]] Item 1 of "packages" takes at most 2 items'],
    ['chpasswd: {expire: 1}\nssh_pwauth: true\n', 'E 2:20 [1] "expire" must be true or false'],
    [
      'users: [{name: x, snapuser: y}]\n',
      'E 2:9 [{name: x, snapuser: y}] Item 1 of "users" takes only one of "name" and "snapuser"',
    ],
  ])('%j', (lines, want) => {
    expect(said(lines)).toEqual([want]);
  });

  test('by an alias, where it was written', () => {
    expect(said('write_files:\n  - &file {path: 1}\n  - *file\n')).toEqual([
      'E 3:18 [1] "path" must be text: put 1 in quotes',
    ]);
  });
});

describe('warned of, and taken', () => {
  test.each([
    ['pakages: [x]\n', 'w 2:1 [pakages] cloud-init has no key "pakages"; did you mean "packages"?'],
    ['write-files: [x]\n', 'w 2:1 [write-files] cloud-init has no key "write-files"; did you mean "write_files"?'],
    ['kubernetes: true\n', 'w 2:1 [kubernetes] cloud-init has no key "kubernetes"'],
    [
      'apt_update: true\n',
      'w 2:1 [apt_update] "apt_update" is out of date: Dropped after April 2027. Use "package_update".',
    ],
    [
      'users: [{name: x, uid: "7"}]\n',
      'w 2:24 ["7"] This value of "uid" is out of date: The use of "string" type will be dropped after April 2027. Use an "integer" instead.',
    ],
    [
      'phone_home: {url: nowhere at all}\n',
      'w 2:19 [nowhere at all] "url" must be an address such as "https://example.org/"',
    ],
  ])('%j', (lines, want) => {
    expect(said(lines)).toEqual([want]);
    expect(checkUserData(`#cloud-config\n${lines}`).ok).toBe(true);
  });
});

describe('what meets what Virtfleet sets itself', () => {
  const beside = { loginUser: 'ada', hostname: 'web-01' };
  test.each([
    ['users: [{name: bob}]\n', []],
    ['hostname: web-01\nfqdn: web-01.example.org\n', []],
    ['users: {bob: {shell: /bin/sh}}\n', [/^w 2:1 \[users\] .*takes the chosen SSH keys from ada/]],
    ['users: bob\n', [/^w 2:8 \[bob\] .*"users" is not applied/]],
    ['users: [default, {name: ada}]\n', [/^w 2:25 \[ada\] Virtfleet makes ada itself/]],
    ['user: bob\n', [/^w 2:7 \[bob\] .*ada stays the default user/]],
    ['user: {name: bob}\n', [/^w 2:14 \[bob\] bob becomes the default user/]],
    ['hostname: other\n', [/^w 2:11 \[other\] Inside, the VM is called other; Virtfleet goes on calling it web-01$/]],
    ['fqdn: a.b.c\n', [/^w 2:7 \[a\.b\.c\] Inside, the VM is called a\.b\.c/]],
    ['preserve_hostname: true\n', [/hostname of its image/]],
    ['password: x\n', [/^w 2:11 .*By SSH, passwords stay off/]],
    ['password: x\nssh_pwauth: false\n', []],
    ['network: {version: 2}\n', [/^w 2:1 \[network\] Ignored in user-data/]],
    ['power_state: {mode: poweroff}\n', [/turns itself off/]],
    ['power_state: {mode: reboot}\n', []],
  ])('%j', (lines, wants) => {
    const issues = said(lines, beside);
    expect(issues).toHaveLength(wants.length);
    for (const [index, want] of wants.entries()) expect(issues[index]).toMatch(want);
  });
});

test('several stand in the order of the text', () => {
  expect(said('package_update: 1\npakages: [x]\nhostname: 1\n').map((line) => line.slice(0, 5))).toEqual([
    'E 2:1',
    'w 3:1',
    'E 4:1',
  ]);
});

describe('a line that can not be read does not hide what is wrong with the others', () => {
  test.each([
    ['a key that is being typed', 'package_update: 1\nrun\nhostname: 1\n', ['E 2:17', 'E 3:1 ', 'E 4:11']],
    ['at the end', 'package_update: 1\nrun', ['E 2:17', 'E 3:1 ']],
    ['in an item', 'users:\n  - nam: x\n    sh\n', ['E 3:5 ', 'E 4:5 ']],
    ['but it does, when others stand under it', 'package_update: 1\nusers\n  - name: x\n', ['E 3:1 ']],
    ['and when there are more of them', 'package_update: 1\nrun\nwri\n', ['E 3:1 ']],
  ])('%s', (_, lines, places) => {
    expect(said(lines).map((line) => line.slice(0, 6).trimEnd())).toEqual(places.map((place) => place.trimEnd()));
  });
});

test('the first error as one sentence', () => {
  expect(userDataError('#cloud-config\npakages: [x]\nhostname: 1\n')).toBe(
    'Line 3: "hostname" must be text: put 1 in quotes',
  );
  expect(userDataError('#!/bin/sh\n')).toMatch(/^Line 1: A script is not taken/);
  expect(userDataError('#cloud-config\npakages: [x]\n')).toBeNull();
});

describe('what is made to hurt', () => {
  test('a bomb of aliases, at once', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
    );
    expect(said(`l0: &l0 [x, x]\n${levels.join('\n')}\n`)).toEqual([
      'E 1:1 [#cloud-config] Too many aliases of aliases',
    ]);
  });

  test.each([
    ['[', ']'],
    ['{a: ', '}'],
    ['- ', ''],
  ])('nesting as deep as 16 KiB allow: %s', (open, close) => {
    const depth = Math.floor(16_000 / (open.length + close.length));
    for (const key of ['a', 'runcmd', 'users', 'apt'])
      expect(() => said(`${key}:\n  ${open.repeat(depth)}1${close.repeat(depth)}\n`)).not.toThrow();
  });

  test('keys of every object', () => {
    expect(said('__proto__: {a: 1}\nconstructor: 1\ntoString: x\n')).toHaveLength(3);
    expect(said('users: [{name: x, __proto__: {y: 1}}]\n')[0]).toMatch(/Unknown key "__proto__"/);
  });

  test('whatever is typed, it answers with places inside the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...[
          'packages',
          'users',
          'runcmd',
          'write_files',
          'name',
          'apt',
          '- ',
          ': ',
          '\n',
          '\n  ',
          '\n    ',
          '[',
          ']',
          '{',
          '}',
        ],
        ...[
          '"',
          "'",
          '|',
          '>',
          '&a',
          '*a',
          '<<: ',
          '#',
          '!',
          '\t',
          '\r\n',
          'true',
          '0644',
          '2030-01-01',
          '~',
          ',',
          '? ',
        ],
      ),
      fc.string({ maxLength: 6, unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = `#cloud-config\n${pieces.join('')}`.slice(0, userDataMaxBytes / 4);
        for (const issue of checkUserData(text, { loginUser: 'ada' }).issues) {
          const before = text.slice(0, issue.from).split('\n');
          expect(issue.from).toBeGreaterThanOrEqual(0);
          expect(issue.to).toBeGreaterThanOrEqual(issue.from);
          expect(issue.to).toBeLessThanOrEqual(text.length);
          expect([issue.line, issue.column]).toEqual([before.length, (before.at(-1)?.length ?? 0) + 1]);
          expect(text.slice(issue.from, issue.to)).not.toContain('\n');
          expect(issue.message).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });
});
