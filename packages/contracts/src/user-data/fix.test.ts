import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkUserData } from './check.ts';
import { userDataExamples } from './examples.ts';
import { fixUserData } from './fix.ts';
import { addToUserData } from './merge.ts';
import { readYaml } from './read.ts';

describe('a script that is wrapped', () => {
  test('is a file that runs once, as it was', () => {
    expect(fixUserData('#!/bin/sh\r\necho "a: b" # x\r\n\r\n\tindented\n', 'wrap script')).toBe(`#cloud-config
write_files:
  - path: /usr/local/sbin/first-boot
    permissions: "0700"
    content: |
      #!/bin/sh
      echo "a: b" # x

      \tindented
runcmd:
  - /usr/local/sbin/first-boot
`);
  });

  test('whatever stands in it', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '\n',
        '\n\n',
        '  ',
        '\t',
        ' \n',
        ': ',
        '# ',
        '- ',
        '"',
        "'",
        '\\',
        '{{',
        '\u0007',
        '\u2028',
        '\u0085',
        '\ufeff',
        'é',
        '🦊',
      ),
      fc.string({ maxLength: 8, unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const script = `#!/bin/sh\n${pieces.join('')}`.replaceAll('\r', '');
        const wrapped = fixUserData(script, 'wrap script');
        expect(checkUserData(wrapped)).toEqual({ ok: true, issues: [] });
        expect(readYaml(wrapped).value).toMatchObject({ write_files: [{ content: script }] });
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  ['add header', 'packages: [nginx]\n', '#cloud-config\npackages: [nginx]\n'],
  ['clean header', '\ufeff\n #Cloud-Config  \nx: 1\n', '#cloud-config\nx: 1\n'],
] as const)('%s', (fix, text, mended) => {
  expect(fixUserData(text, fix)).toBe(mended);
});

describe('examples', () => {
  test.each(userDataExamples.map((example) => [example.title, example.text]))(
    '%s is valid, without a warning',
    (_, text) => {
      expect(checkUserData(text, { loginUser: 'ada' })).toEqual({ ok: true, issues: [] });
    },
  );

  test('any two go together', () => {
    for (const one of userDataExamples)
      for (const other of userDataExamples) {
        const both = addToUserData(one.text, other.text);
        expect(both && checkUserData(both)).toEqual({ ok: true, issues: [] });
        if (one === other) expect(both).toBe(one.text);
      }
  });
});

describe('what is added', () => {
  test('comes beside what is there: lists get longer, values and comments stay', () => {
    expect(
      addToUserData(
        '#cloud-config\n# mine\npackages: [htop] # why\nhostname: web\nwrite_files:\n  - path: /a\n    permissions: 0o644\n',
        '#cloud-config\npackages:\n  - nginx\n  - htop\nhostname: other\nwrite_files:\n  - path: /b\ntimezone: UTC\n',
      ),
    ).toBe(
      '#cloud-config\n# mine\npackages: [htop, nginx] # why\nhostname: web\nwrite_files:\n  - path: /a\n    permissions: 0o644\n  - path: /b\ntimezone: UTC\n',
    );
  });

  test('nothing there yet', () => {
    expect(addToUserData('#cloud-config\n', '#cloud-config\ntimezone: UTC\n')).toBe('#cloud-config\ntimezone: UTC\n');
  });

  test.each(['#cloud-config\na: [1\n', '#!/bin/sh\n', '#cloud-config\n- a\n', '#cloud-config\npackage_update: 7\n'])(
    'not to what can not be read: %j',
    (text) => {
      expect(addToUserData(text, '#cloud-config\ntimezone: UTC\n')).toBeNull();
    },
  );
});
