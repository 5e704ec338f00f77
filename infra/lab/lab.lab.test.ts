// A lab of its own, beside the one that the runner brought up.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, until } from '../run.ts';
import { leftovers } from '../test/leftovers.ts';
import { initOf, inside } from './host.ts';
import { hostDir, labDown, labStatus, labStop, labUp } from './lab.ts';
import type { Lab } from './types.ts';

const quiet = () => {};
let home: string;
let dir: string;
let key: string;
let lab: Lab;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'virtfleet-lab-test-'));
  dir = join(home, 'lab');
  key = join(home, 'key');
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
  lab = await up();
});
afterAll(async () => {
  await labDown(dir);
  rmSync(home, { recursive: true });
});

const up = () => labUp({ dir, hosts: 1, publicKey: readFileSync(`${key}.pub`, 'utf8'), say: quiet });

/** As the control plane comes in: by key, the host's key pinned. */
async function ssh(...argv: string[]): Promise<string> {
  const [host] = lab.hosts;
  if (!host) throw new Error('a lab without a host');
  const known = join(home, 'known_hosts');
  writeFileSync(known, `${host.address} ${host.hostKey}\n`);
  const options = ['BatchMode=yes', `UserKnownHostsFile=${known}`, 'GlobalKnownHostsFile=/dev/null'];
  return run([
    ...['ssh', '-q', '-F', 'none', '-i', key, ...options.flatMap((option) => ['-o', option])],
    ...[`${host.user}@${host.address}`, ...argv],
  ]);
}

test('a host is reached as an unprivileged user who may use libvirt, its pool and its network', async () => {
  expect(await ssh('id', '-nG')).toMatch(/^virtfleet libvirt$/m);
  expect(await ssh('virsh', '-c', 'qemu:///system', '-q', 'pool-list')).toContain('virtfleet');
  expect(await ssh('virsh', '-c', 'qemu:///system', '-q', 'net-list')).toContain('lab');
  await expect(ssh('sudo', '-n', 'true')).rejects.toThrow();
});

test('brought up twice it is the same lab, and what runs is left alone', async () => {
  const before = initOf(hostDir(dir, 1));
  expect(await up()).toEqual(lab);
  expect(initOf(hostDir(dir, 1))).toEqual(before);
});

test('stopped it leaves nothing running, and its disks stay', async () => {
  await ssh('virsh', '-c', 'qemu:///system', '-q', 'vol-create-as', 'virtfleet', 'kept', '1M');
  await labStop(dir);
  expect(leftovers(lab.id, dir)).toEqual([]);
  expect(labStatus(dir)?.up).toEqual([]);
  expect(() => inside(hostDir(dir, 1), ['true'])).toThrow('down');
  await labStop(dir);

  expect(await up()).toEqual(lab);
  expect(await ssh('virsh', '-c', 'qemu:///system', '-q', 'vol-list', 'virtfleet')).toContain('kept');
});

test('a host that lost its power is cleared away and starts again, by another boot id', async () => {
  const bootId = () => ssh('cat', '/proc/sys/kernel/random/boot_id');
  const before = await bootId();
  const init = initOf(hostDir(dir, 1));
  if (init) process.kill(init.pid, 'SIGKILL');
  await until('its end', 10_000, async () => !initOf(hostDir(dir, 1)));
  expect(await up()).toEqual(lab);
  expect(await bootId()).not.toBe(before);
  expect(await ssh('hostname')).toBe('lab-1\n');
});

test('it is not removed through something that is mounted below it', async () => {
  const mounted = join(hostDir(dir, 1), 'disk', 'mounted');
  mkdirSync(mounted);
  await run(['mount', '-t', 'tmpfs', 'none', mounted]);
  try {
    await expect(labDown(dir)).rejects.toThrow('mounted below');
    expect(existsSync(join(hostDir(dir, 1), 'upper'))).toBe(true);
  } finally {
    await run(['umount', mounted]);
  }
});

test('taken down nothing is left, not even its folder', async () => {
  await labDown(dir);
  expect(leftovers(lab.id, dir)).toEqual([]);
  expect(existsSync(dir)).toBe(false);
});
