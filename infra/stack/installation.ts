// What an installation begins with: its secrets, its image, its seed.
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type SeedInput, seedInput } from '@virtfleet/prisma/seed-input';
import { z } from 'zod';
import { accounts } from '../accounts.ts';
import type { GuestImage } from '../images/image.ts';
import { imports } from '../images/imports.ts';
import type { Lab } from '../lab/types.ts';
import type { Doing } from '../run.ts';
import { ensureSshKey } from '../ssh-key.ts';
import { secret, statePath } from '../state.ts';

export const sshKeyFile = () => statePath('secrets', 'ssh_key');
export const objectsDir = () => statePath('objects');

/** Makes what this installation's secrets are missing. Answers the public half of its SSH key. */
export function makeSecrets(doing: Doing): Promise<string> {
  secret('key');
  secret('session');
  accounts();
  return ensureSshKey(sshKeyFile(), doing);
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

/** Hosts and networks to begin with, in the seed's own words. */
export type Fleet = Pick<SeedInput, 'hosts' | 'networks'>;

const fleetInFile = z.object({
  hosts: seedInput.shape.hosts,
  networks: seedInput.shape.networks.default([]),
});

export function fleetOfFile(file: string): Fleet {
  try {
    const { data, error } = fleetInFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (error) throw new Error(`\n${z.prettifyError(error)}`);
    return data;
  } catch (error) {
    throw new Error(
      `${file} does not say which hosts there are: ${error instanceof Error ? error.message : error}\nnpm start -- --help shows what stands in it.`,
    );
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

/** What a guest image is called, and who signs in to it. */
export type ImageName = Pick<SeedInput['images'][number], 'name' | 'title' | 'loginUser'>;
export const tinyName: ImageName = { name: 'tiny', title: 'Tiny guest 1', loginUser: 'tiny' };

/** `later`: names of images that are built when all is up. */
export function seedOf(
  fleet: Fleet,
  image: GuestImage | null,
  { name = tinyName, later = [] }: { name?: ImageName | undefined; later?: readonly string[] } = {},
): SeedInput {
  return {
    project: { name: 'demo' },
    accounts: accounts().map(({ email, name, password, isAdmin, role }) => ({ email, name, password, isAdmin, role })),
    ...fleet,
    images: image ? [imageOf(image, name)] : [],
    imports: imports
      .filter((one) => later.includes(one.name))
      .map(({ definition, build: _, ...known }) => ({ ...known, builtFrom: definition() })),
  };
}

export function imageOf({ path: _, ...facts }: GuestImage, name: ImageName): SeedInput['images'][number] {
  return { ...name, format: 'qcow2', arch: 'x86_64', ...facts };
}
