import { describe, expect, test } from 'vitest';
import { checkUserData } from './check.ts';
import { completeUserData, describeUserData } from './complete.ts';

/** "|" marks the cursor. */
function at(marked: string) {
  const position = marked.indexOf('|');
  return { text: marked.replace('|', ''), position };
}
function labels(marked: string): string[] {
  const { text, position } = at(marked);
  return (completeUserData(text, position)?.options ?? []).map(({ label }) => label);
}
function accepted(marked: string, label: string): string {
  const { text, position } = at(marked);
  const found = completeUserData(text, position);
  const option = found?.options.find((one) => one.label === label);
  return found && option ? text.slice(0, found.from) + option.insert + text.slice(position) : 'not offered';
}
const config = (lines: string) => `#cloud-config\n${lines}`;

describe('completion', () => {
  test.each(['|', '#cl|', 'cloud|'])('the header, while it is missing: %j', (marked) => {
    expect(labels(marked)).toEqual(['#cloud-config']);
  });

  test('keys of the first level, but for those that are there', () => {
    const offered = labels(config('packages: [nginx]\npa|\nruncmd: [x]\n'));
    expect(offered).toEqual(expect.arrayContaining(['package_update', 'write_files', 'users', 'timezone']));
    expect(offered).not.toContain('packages');
    expect(offered).not.toContain('runcmd');
  });

  test.each([
    ['in an item', 'users:\n  - name: x\n    s|', ['shell', 'sudo', 'ssh_authorized_keys']],
    ['in the first line of an item', 'write_files:\n  - |', ['path', 'content', 'permissions']],
    ['in a list that stands below its key', 'users:\n- name: x\n  |', ['shell', 'sudo']],
    ['behind a nested list', 'users:\n  - name: x\n    groups:\n      - adm\n    |', ['shell', 'sudo']],
    ['under a key with a name of its own', 'apt:\n  sources:\n    mine:\n      |', ['source', 'keyid']],
    ['behind empty lines and comments', 'growpart:\n\n  # how\n  |', ['mode', 'devices']],
    ['with CRs', 'growpart:\r\n  |', ['mode', 'devices']],
    ['values: true or false', 'package_update: |', ['true', 'false']],
    ['values that are begun', 'package_update: t|', ['true', 'false']],
    ['values of an enumeration', 'write_files:\n  - path: /x\n    encoding: |', ['b64', 'gzip']],
    ['words that YAML would take for something else', 'growpart:\n  mode: |', ['auto', '"off"']],
    ['items of an enumeration', 'cloud_final_modules:\n  - |', ['runcmd']],
  ])('%s', (_, marked, wanted) => {
    expect(labels(config(marked))).toEqual(expect.arrayContaining(wanted));
  });

  test.each([
    ['a comment', '# pa|'],
    ['a comment behind a value', 'packages: # |'],
    ['a block of text', 'write_files:\n  - path: /x\n    content: |-\n      pa^'],
    ['a folded block', 'final_message: >\n  pa^'],
    ['brackets', 'packages: [ng|'],
    ['quotes', 'hostname: "we|'],
    ['below a value', 'hostname: web\n  |'],
    ['where no keys are known', 'runcmd:\n  - |'],
  ])('nothing in %s', (_, marked) => {
    const [before = '', after = ''] = marked.includes('^') ? marked.split('^') : marked.split('|');
    expect(completeUserData(config(before + after), config(before).length)).toBeNull();
  });

  test('what is accepted goes on where the next is typed', () => {
    expect(accepted(config('pack|'), 'packages')).toBe(config('packages:\n  - '));
    expect(accepted(config('package_u|'), 'package_update')).toBe(config('package_update: '));
    expect(accepted(config('users:\n  - name: x\n    ssh_a|'), 'ssh_authorized_keys')).toBe(
      config('users:\n  - name: x\n    ssh_authorized_keys:\n      - '),
    );
    expect(accepted(config('grow|'), 'growpart')).toBe(config('growpart:\n  '));
    expect(accepted('#c|', '#cloud-config')).toBe('#cloud-config\n');
  });

  test('every value that is offered is one that the check takes', () => {
    for (const lines of [
      'package_update: ',
      'manage_etc_hosts: ',
      'growpart:\n  mode: ',
      'keyboard: {layout: us}\nssh_pwauth: ',
    ]) {
      const text = config(lines);
      for (const { insert } of completeUserData(text, text.length)?.options ?? [])
        expect([insert, checkUserData(text + insert).ok]).toEqual([insert, true]);
    }
  });

  test('what is out of date is said to be, and comes last', () => {
    const options = completeUserData(config(''), config('').length)?.options ?? [];
    expect(options.find(({ label }) => label === 'apt_update')).toMatchObject({ deprecated: true, rank: -1 });
    expect(options.find(({ label }) => label === 'package_update')).toMatchObject({ deprecated: false });
  });
});

describe('what a key means', () => {
  const said = (marked: string) => {
    const { text, position } = at(marked);
    return describeUserData(text, position);
  };
  test('at the key, wherever it stands', () => {
    expect(said(config('users:\n  - name: x\n    su|do: y\n'))).toMatchObject({
      title: 'sudo: text, true or false',
      about: expect.stringMatching(/^Sudo rule to use/),
    });
    expect(said(config('run|cmd: [x]\n'))).toMatchObject({
      title: 'runcmd: list',
      about: expect.stringMatching(/once/),
    });
  });
  test('nothing at values, and at keys that are not known', () => {
    expect(said(config('hostname: w|eb\n'))).toBeNull();
    expect(said(config('kuber|netes: x\n'))).toBeNull();
    expect(said('#cloud|-config\n')).toBeNull();
  });
});
