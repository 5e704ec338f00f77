import { describe, expect, test } from 'vitest';
import { newId } from './ids.ts';
import { createVmInput, deleteVmInput, loginUser, stopVmInput } from './vm.ts';
import { vmName } from './vm-names.ts';

/** What people and attackers type into a name. */
const badNames: [string, string][] = [
  ['empty', ''],
  ['a space', ' '],
  ['unicode', 'wéb'],
  ['look-alikes', 'wеb'],
  ['an emoji', 'web🚀'],
  ['right-to-left', '\u202eweb'],
  ['300 characters', 'a'.repeat(300)],
  ['64 characters', 'a'.repeat(64)],
  ['a path', '../etc/passwd'],
  ['quotes', `web'"`],
  ['XML', '<name>web</name>'],
  ['an entity', '&lt;web&gt;'],
  ['shell', 'web;reboot'],
  ['a substitution', '$(reboot)'],
  ['backticks', '`reboot`'],
  ['an option', '-web'],
  ['a hyphen at the end', 'web-'],
  ['capitals', 'Web'],
  ['a dot', 'web.example.org'],
  ['an underscore', 'web_01'],
  ['two lines', 'web\nreboot'],
  ['a line end', 'web\n'],
  ['a NUL', 'web\0'],
];

describe('a VM’s name', () => {
  test.each(badNames)('is refused: %s', (_, name) => {
    const message = vmName.safeParse(name).error?.issues[0]?.message;
    expect(message).toBeTruthy();
  });

  test.each(['a', '7', 'web-01', 'a'.repeat(63)])('is taken as it is: %s', (name) => {
    expect(vmName.parse(name)).toBe(name);
  });

  test('says what to do', () => {
    const message = (name: string) => vmName.safeParse(name).error?.issues[0]?.message;
    expect(message('')).toMatch(/Give it a name/);
    expect(message('a'.repeat(300))).toBe('At most 63 characters');
    expect(message('Web 1')).toMatch(/Lower-case letters, digits and hyphens only/);
  });
});

describe('a login name', () => {
  test.each([
    '',
    'root',
    'daemon',
    'games',
    'sudo',
    'Ada',
    '1ada',
    'ada b',
    'ada:x',
    '../ada',
    'a'.repeat(33),
    'ada;id',
    'ädä',
    '-a',
  ])('is refused: %j', (name) => {
    expect(loginUser.safeParse(name).success).toBe(false);
  });
  test.each(['ada', '_ada', 'ada-1_b', 'debian'])('is taken: %s', (name) => {
    expect(loginUser.parse(name)).toBe(name);
  });
});

describe('the create form', () => {
  const form = () => ({
    projectId: newId(),
    requestId: newId(),
    name: 'web-01',
    flavorId: newId(),
    imageId: newId(),
    networkId: newId(),
    diskGib: 10,
    loginUser: 'debian',
    keypairIds: [newId()],
  });
  const wrongField = (change: object) => createVmInput.safeParse({ ...form(), ...change }).error?.issues[0]?.path[0];

  test('is taken, user-data may be missing', () => {
    expect(createVmInput.parse(form()).userData).toBe('');
    expect(createVmInput.parse({ ...form(), userData: '' }).userData).toBe('');
    const userData = '#cloud-config\nruncmd: ["true"]\n';
    expect(createVmInput.parse({ ...form(), userData }).userData).toBe(userData);
  });

  test('each bad field is named', () => {
    const key = newId();
    expect(wrongField({ name: '../x' })).toBe('name');
    expect(wrongField({ flavorId: 'small' })).toBe('flavorId');
    expect(wrongField({ imageId: '' })).toBe('imageId');
    expect(wrongField({ diskGib: 0 })).toBe('diskGib');
    expect(wrongField({ diskGib: 1.5 })).toBe('diskGib');
    expect(wrongField({ diskGib: 65_537 })).toBe('diskGib');
    expect(wrongField({ diskGib: '10' })).toBe('diskGib');
    expect(wrongField({ diskGib: Number.NaN })).toBe('diskGib');
    expect(wrongField({ loginUser: 'root' })).toBe('loginUser');
    expect(wrongField({ keypairIds: [key, key] })).toBe('keypairIds');
    expect(wrongField({ keypairIds: Array.from({ length: 33 }, () => newId()) })).toBe('keypairIds');
    expect(wrongField({ userData: 'echo hello' })).toBe('userData');
    expect(wrongField({ requestId: undefined })).toBe('requestId');
  });

  test('bad user-data says what is wrong, not that no option matched', () => {
    const issue = createVmInput.safeParse({ ...form(), userData: 'echo hello' }).error?.issues[0];
    expect(issue?.message).toMatch(/must begin with "#cloud-config"/);
  });
});

test('a stop asks the guest first unless told otherwise; a delete needs the name', () => {
  const vmId = newId();
  expect(stopVmInput.parse({ vmId }).force).toBe(false);
  expect(deleteVmInput.safeParse({ vmId }).success).toBe(false);
});

test('an id is the same however it is written', () => {
  const vmId = newId();
  expect(stopVmInput.parse({ vmId: vmId.toUpperCase() }).vmId).toBe(vmId);
});
