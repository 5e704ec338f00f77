// Debian's own cloud-init is the judge of what we render: VIRTFLEET_CLOUD_INIT names a root folder that has it, else this
// machine's is asked. It only reads here.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conflicts } from '@virtfleet/contracts/user-data/conflicts';
import { readYaml } from '@virtfleet/contracts/user-data/read';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenSeeds, sampleSeed } from './sample-seeds.ts';
import { renderSeed } from './seed.ts';

type User = { sudo?: string; shell?: string; ssh_authorized_keys?: string[]; default?: boolean; lock_passwd?: boolean };
type Answer = {
  metaData: Record<string, string>;
  parts: { type: string; filename: string; content: string; schemaErrors: string[] }[];
  merged: Record<string, unknown>;
  mergedSchemaErrors: string[];
  defaultUser: string;
  users: Record<string, User>;
  network: { netplan: unknown; networkd: Record<string, string>; files: Record<string, string> };
};

/** User-data that a person is warned of, and what cloud-init makes of it beside our part. */
const warned: Readonly<Record<string, { userData: string; says: RegExp }>> = {
  'users as keys': { userData: 'users: {bob: {shell: /bin/sh}}', says: /takes the chosen SSH keys from ada/ },
  'users as text': { userData: 'users: bob', says: /not applied/ },
  'the login user': { userData: 'users: [{name: ada, shell: /bin/sh}]', says: /not applied/ },
  'user as text': { userData: 'user: bob', says: /ada stays the default user/ },
  'another default user': { userData: 'user: {name: bob}', says: /bob becomes the default user/ },
  'a name of its own': { userData: 'hostname: other', says: /called other/ },
};
const seeds = {
  ...goldenSeeds,
  ...Object.fromEntries(
    Object.entries(warned).map(([name, { userData }]) => [
      name,
      sampleSeed({ bootstrap: { userData: `#cloud-config\n${userData}\n` } }),
    ]),
  ),
};

function askCloudInit(): { answers: Record<string, Answer>; warnings: string } {
  const script = readFileSync(join(import.meta.dirname, 'cloud-init-reader.py'), 'utf8');
  const root = process.env.VIRTFLEET_CLOUD_INIT;
  const [command = '', ...args] = [...(root ? ['chroot', root] : []), '/usr/bin/python3', '-B', '-c', script];
  const input = JSON.stringify(Object.values(seeds).map(renderSeed));
  const { status, stdout, stderr } = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  if (status !== 0) throw new Error(`Debian's cloud-init (package cloud-init) did not read the seeds:\n${stderr}`);
  const { answers, warnings } = JSON.parse(stdout);
  return { answers: Object.fromEntries(Object.keys(seeds).map((name, n) => [name, answers[n]])), warnings };
}

describe('cloud-init reads a seed', () => {
  let all: ReturnType<typeof askCloudInit>;
  beforeAll(() => {
    all = askCloudInit();
  });
  const answer = (name: string): Answer => {
    const found = all.answers[name];
    if (!found) throw new Error(`no golden seed ${name}`);
    return found;
  };

  it('without a warning', () => {
    expect(all.warnings).toBe('');
  });

  it.each(Object.entries(goldenSeeds))(
    '%s: names, login user and keys as asked for, each part as it was, valid by its schema',
    (name, spec) => {
      const { bootstrap } = spec;
      const { metaData, parts, merged, mergedSchemaErrors, users, defaultUser } = answer(name);
      expect(metaData).toEqual({ 'instance-id': spec.id, 'local-hostname': bootstrap.hostname });
      expect(parts.flatMap((part) => part.schemaErrors)).toEqual([]);
      expect(mergedSchemaErrors).toEqual([]);
      expect(parts.slice(0, -1).map((part) => part.content)).toEqual(
        bootstrap.userData === null ? [] : [bootstrap.userData],
      );
      expect(parts.at(-1)).toMatchObject({ type: 'text/cloud-config', filename: 'virtfleet.yaml' });
      expect(defaultUser).toBe(bootstrap.loginUser);
      expect(users[bootstrap.loginUser]).toMatchObject({
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        shell: '/bin/bash',
        lock_passwd: true,
      });
      expect(users[bootstrap.loginUser]?.ssh_authorized_keys ?? []).toEqual(bootstrap.publicKeys);
      expect(users).not.toHaveProperty('debian');
      if (name !== 'own-merge') expect(merged.hostname).toBe(bootstrap.hostname);
    },
  );

  it('adds what a cloud-config asks for to ours, and lets its values stand', () => {
    const { merged, users } = answer('cloud-config');
    expect(Object.keys(users).sort()).toEqual(['ada', 'bob']);
    expect(merged).toMatchObject({
      ssh_pwauth: true,
      password: 'secret',
      ssh_authorized_keys: ['ssh-rsa AAAAB3NzaC1yc2E='],
      runcmd: [['touch', '/run/hello'], 'echo "$HOME" > /run/home'],
      write_files: [{ path: '/etc/motd', content: 'Hello\n\nfrom user-data\n' }],
    });
  });

  it('keeps the login user although a cloud-config merges in a way of its own', () => {
    const { merged, users } = answer('own-merge');
    expect(Object.keys(users).sort()).toEqual(['ada', 'eve']);
    expect(merged.hostname).toBe('other');
  });

  it.each(Object.entries(warned))('does as a person is warned: %s', (name, { userData, says }) => {
    const { value } = readYaml(userData);
    const said = conflicts(Object(value), { loginUser: 'ada', hostname: 'web-01' }).map(({ message }) => message);
    expect(said).toEqual([expect.stringMatching(says)]);
    const { users, defaultUser, merged } = answer(name);
    const keys = users.ada?.ssh_authorized_keys ?? [];
    expect(keys.length).toBe(name === 'users as keys' ? 0 : 1);
    expect(defaultUser).toBe(name === 'another default user' ? 'bob' : 'ada');
    expect(users.ada?.shell).toBe('/bin/bash');
    expect('bob' in users).toBe(name === 'users as keys' || name === 'another default user');
    expect(merged.hostname).toBe(name === 'a name of its own' ? 'other' : 'web-01');
  });

  it('is not led astray by a boundary or by CRs inside of a part', () => {
    expect(answer('boundary-inside').merged.write_files).toEqual([
      { path: '/etc/motd', content: '--==virtfleet-0==--\nMIME-Version: 1.0\n' },
    ]);
    expect(answer('crlf').merged.runcmd).toEqual(['echo one', 'echo two']);
  });

  it('sets up static addresses for netplan, networkd, ifupdown and the Red Hat family', () => {
    const { netplan, networkd, files } = answer('plain').network;
    expect(netplan).toEqual({
      version: 2,
      ethernets: {
        eth0: {
          match: { macaddress: '52:54:00:12:34:56' },
          'set-name': 'eth0',
          addresses: ['10.77.0.60/24'],
          routes: [{ to: '0.0.0.0/0', via: '10.77.0.1' }],
          nameservers: { addresses: ['10.77.0.1', '9.9.9.9'] },
        },
      },
    });
    expect(networkd.eth0).toMatch(
      /MACAddress=52:54:00:12:34:56[\s\S]*Destination=0\.0\.0\.0\/0\s+Gateway=10\.77\.0\.1/,
    );
    expect(files.interfaces).toMatch(
      /iface eth0 inet static\n {4}address 10\.77\.0\.60\/24[\s\S]*default gw 10\.77\.0\.1/,
    );
    expect(files['ifcfg-eth0']).toMatch(/DEFROUTE=yes[\s\S]*GATEWAY=10\.77\.0\.1\nHWADDR=52:54:00:12:34:56/);
  });

  it('sets up DHCP, IPv6, and a network without a way out', () => {
    expect(answer('no-key-dhcp').network.files.interfaces).toContain('iface eth0 inet dhcp');
    const { files, networkd } = answer('two-nics-ipv6').network;
    expect(files.interfaces).toMatch(/iface eth0 inet6 static\n {4}address fd00:77::60\/64/);
    expect(files.interfaces).toMatch(/iface eth1 inet static\n {4}address 192\.168\.5\.9\/22\n(?! *post-up)/);
    expect(networkd.eth0).toMatch(/MACAddress=52:54:00:ab:cd:ef[\s\S]*Gateway=fd00:77::1/);
  });
});
