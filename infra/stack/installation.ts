// What an installation begins with: its secrets, its image, its seed.
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SeedInput } from '@virtfleet/prisma/seed';
import { accounts } from '../accounts.ts';
import { ensurePackages } from '../debian.ts';
import type { GuestImage } from '../images/tiny.ts';
import type { Lab } from '../lab/types.ts';
import { run, type Say } from '../run.ts';
import { secret, statePath } from '../state.ts';

export const sshKeyFile = () => statePath('secrets', 'ssh_key');
export const objectsDir = () => statePath('objects');

/** Makes what this installation's secrets are missing. Answers the public half of its SSH key. */
export async function makeSecrets(say: Say): Promise<string> {
  secret('key');
  secret('session');
  accounts();
  const key = sshKeyFile();
  if (!existsSync(key) || !existsSync(`${key}.pub`)) {
    await ensurePackages(['openssh-client'], { say });
    mkdirSync(dirname(key), { recursive: true, mode: 0o700 });
    for (const left of [`${key}.new`, `${key}.new.pub`]) rmSync(left, { force: true });
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'virtfleet', '-f', `${key}.new`]);
    renameSync(`${key}.new.pub`, `${key}.pub`);
    renameSync(`${key}.new`, key);
  }
  return readFileSync(`${key}.pub`, 'utf8').trim();
}

/** Puts the image into the object store, whole or not at all. */
export function storeImage({ path, sha256 }: GuestImage) {
  const object = join(objectsDir(), sha256);
  if (existsSync(object)) return;
  mkdirSync(objectsDir(), { recursive: true });
  rmSync(`${object}.new`, { force: true });
  try {
    linkSync(path, `${object}.new`);
  } catch {
    // The cache lies on another filesystem.
    copyFileSync(path, `${object}.new`);
  }
  renameSync(`${object}.new`, object);
}

/** Hosts and networks to begin with, in the seed's own words (prisma/seed.ts checks them). */
export type Fleet = Pick<SeedInput, 'hosts' | 'networks'>;

export function fleetOfFile(file: string): Fleet {
  try {
    const { hosts, networks = [] } = JSON.parse(readFileSync(file, 'utf8'));
    if (!Array.isArray(hosts) || !Array.isArray(networks)) throw new Error('"hosts" and "networks" must be lists');
    return { hosts, networks };
  } catch (error) {
    throw new Error(`${file} does not say which hosts there are: ${error instanceof Error ? error.message : error}`);
  }
}

export function fleetOfLab(lab: Lab): Fleet {
  return {
    hosts: lab.hosts.map(({ name, address, port, user, hostKey }) => ({
      name,
      address,
      port,
      user,
      // Without the comment, if there is one.
      hostKeys: [hostKey.split(' ').slice(0, 2).join(' ')],
      pool: lab.pool,
    })),
    networks: [
      {
        name: 'lab',
        kind: 'bridged',
        scope: 'fleet',
        libvirtName: lab.hostNetwork,
        reachedFrom: 'the machine that runs this lab',
        cidr: lab.subnet,
        gateway: lab.gateway,
        nameservers: [],
        firstAddress: lab.guestRange.first,
        lastAddress: lab.guestRange.last,
      },
    ],
  };
}

export function seedOf(fleet: Fleet, image: GuestImage | null): SeedInput {
  return {
    project: { name: 'demo' },
    accounts: accounts().map(({ email, name, password, isAdmin, role }) => ({ email, name, password, isAdmin, role })),
    ...fleet,
    images: image ? [imageOf(image)] : [],
  };
}

function imageOf({ path: _, ...facts }: GuestImage): SeedInput['images'][number] {
  return { name: 'tiny', title: 'Tiny guest 1', loginUser: 'tiny', format: 'qcow2', arch: 'x86_64', ...facts };
}
