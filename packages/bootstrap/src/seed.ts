import { fail } from '@virtfleet/contracts/errors';
import { userDataRefusal } from '@virtfleet/contracts/user-data';
import type { BootstrapSpec, NicSpec, VmSpec } from '@virtfleet/contracts/vm-spec';
import { stringify } from 'yaml';
import { multipart, type Part } from './mime.ts';

/** The three files of a NoCloud seed (https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html). */
export type Seed = { metaData: string; userData: string; networkConfig: string };
export type SeedSpec = Pick<VmSpec, 'id' | 'nics' | 'bootstrap'>;

/** Beyond any use, and still quickly uploaded: 16 KiB of a person's own, 32 keys of at most 16 KiB. */
const maxBytes = 1024 * 1024;

/**
 * What cloud-init finds at the first boot. Throws invalid_input for user-data that is no cloud-config,
 * and for names or keys that aren't one printable line.
 */
export function renderSeed({ id, nics, bootstrap }: SeedSpec): Seed {
  const seed = {
    metaData: yaml({ 'instance-id': id, 'local-hostname': line('hostname', bootstrap.hostname) }),
    userData: multipart([...personsPart(bootstrap.userData), ourPart(bootstrap)]),
    networkConfig: yaml(networkConfig(nics)),
  };
  if (Object.values(seed).join('').length > maxBytes)
    throw fail('invalid_input', 'Keys and user-data together are too large for a seed');
  return seed;
}

/** Every string in quotes: YAML 1.1, which cloud-init reads, takes 52:54:00:12:34:56 for a number and "no" for false. */
const yaml = (value: unknown): string =>
  stringify(value, {
    lineWidth: 0,
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    aliasDuplicateObjects: false,
  });

/** A person's part comes first, as a file of its own, and is never touched. Its content was checked when it was given. */
function personsPart(userData: string | null): Part[] {
  if (userData === null || userData === '') return [];
  const refusal = userDataRefusal(userData);
  if (refusal) throw fail('invalid_input', refusal.message, { field: 'userData' });
  return [{ contentType: 'text/cloud-config', filename: 'user-data.yaml', content: userData }];
}

/**
 * Ours is merged into theirs: a value that they gave stays, and our lists go in front of theirs, so that the login user
 * exists whatever else they ask for (https://docs.cloud-init.io/en/latest/reference/merging.html).
 */
const mergeType = 'dict(no_replace,recurse_list)+list(prepend)+str()';

const ourPart = (bootstrap: BootstrapSpec): Part => ({
  contentType: 'text/cloud-config',
  filename: 'virtfleet.yaml',
  headers: { 'Merge-Type': mergeType },
  content: `#cloud-config\n${yaml(cloudConfig(bootstrap))}`,
});

function cloudConfig({ hostname, loginUser, publicKeys }: BootstrapSpec) {
  const name = line('login name', loginUser);
  const keys = publicKeys.map((key) => line('SSH key', key));
  return {
    hostname: line('hostname', hostname),
    // Else sudo in the guest asks the name servers for its own name, and waits.
    manage_etc_hosts: 'localhost',
    // The default user, whom top-level keys such as `password` and `ssh_authorized_keys` mean, instead of the image's own.
    user: { name },
    users: [
      {
        name,
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        shell: '/bin/bash',
        lock_passwd: true,
        ...(keys.length > 0 ? { ssh_authorized_keys: keys } : {}),
      },
    ],
    ssh_pwauth: false,
  };
}

/** Network config version 2 (https://docs.cloud-init.io/en/latest/reference/network-config-format-v2.html), by MAC address. */
function networkConfig(nics: readonly NicSpec[]) {
  const entries = nics.map((nic, index) => [`eth${index}`, ethernet(nic, `eth${index}`)] as const);
  return { version: 2, ethernets: Object.fromEntries(entries) };
}

function ethernet({ mac, address }: NicSpec, name: string) {
  // Renderers without a match of their own (ifupdown, sysconfig) take the name, so it must become true.
  const nic = { match: { macaddress: line('MAC address', mac).toLowerCase() }, 'set-name': name };
  if (!address) return { ...nic, dhcp4: true };
  const { gateway, nameservers } = address;
  return {
    ...nic,
    addresses: [`${line('address', address.address)}/${address.prefixLength}`],
    // The prefix in full: cloud-init's older renderers do not know the word "default".
    ...(gateway
      ? { routes: [{ to: gateway.includes(':') ? '::/0' : '0.0.0.0/0', via: line('gateway', gateway) }] }
      : {}),
    ...(nameservers.length > 0
      ? { nameservers: { addresses: nameservers.map((server) => line('nameserver', server)) } }
      : {}),
  };
}

/** In the guest these become lines of files such as authorized_keys, where a line break would begin another entry. */
function line(what: string, text: string): string {
  if (!text.isWellFormed() || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text))
    throw fail('invalid_input', `The ${what} holds a control character or a line break`);
  if (text.trim() === '') throw fail('invalid_input', `The ${what} is empty`);
  return text;
}
