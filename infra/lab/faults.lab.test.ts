// What a lab can do to its hosts, on a lab of its own.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, until } from '../run.ts';
import { leftovers } from '../test/leftovers.ts';
import {
  bootHost,
  crashHost,
  cutHost,
  fastHost,
  faultsOf,
  freezeHost,
  healHost,
  slowHost,
  thawHost,
} from './faults.ts';
import { initOf, inside } from './host.ts';
import { hostDir, labDown, labStatus, labStop, labUp } from './lab.ts';
import type { Lab } from './types.ts';

const quiet = () => {};
let home: string;
let dir: string;
let lab: Lab;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'virtfleet-faults-test-'));
  dir = join(home, 'lab');
  const key = join(home, 'key');
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
  lab = await labUp({ dir, hosts: 1, publicKey: readFileSync(`${key}.pub`, 'utf8'), say: quiet });
});
afterAll(async () => {
  await labDown(dir);
  rmSync(home, { recursive: true });
});

const onHost = (...argv: string[]) => run(inside(hostDir(dir, 1), argv));
const twice = async (fault: () => Promise<void>) => {
  await fault();
  await fault();
};

/** What sshd says first, or how the connection fared instead. */
function greeting(withinMs: number): Promise<string> {
  const host = lab.hosts[0]?.address ?? '';
  return new Promise((resolve) => {
    const socket = createConnection({ host, port: 22, timeout: withinMs });
    let connected = false;
    const end = (how: string) => {
      socket.destroy();
      resolve(how);
    };
    socket.once('connect', () => {
      connected = true;
    });
    socket.once('data', (data) => end(data.toString().slice(0, 4)));
    socket.once('error', (error) => end(error.message));
    socket.once('timeout', () => end(connected ? 'connected, then silence' : 'silence'));
  });
}

test('cut off it runs on, out of reach; healed it is reached again', async () => {
  const before = initOf(hostDir(dir, 1));
  await twice(() => cutHost(dir, 1));
  expect(await faultsOf(dir, 1)).toEqual(['cut']);
  expect(await greeting(500)).toMatch(/silence|EHOSTUNREACH/);
  expect(await onHost('hostname')).toBe('lab-1\n');
  await twice(() => healHost(dir, 1));
  expect(await until('sshd', 10_000, async () => (await greeting(500)) === 'SSH-')).toBe(true);
  expect(await faultsOf(dir, 1)).toEqual([]);
  expect(initOf(hostDir(dir, 1))).toEqual(before);
});

test('frozen its kernel still opens connections, and no process of it moves until it is thawed', async () => {
  // systemd starts it: what a shell from outside begins is in none of the host's groups.
  await onHost('systemd-run', '--quiet', 'sh', '-c', 'while :; do date +%s%N > /root/beat; sleep 0.02; done');
  const beat = () => onHost('cat', '/root/beat').catch(() => '');
  await until('a beat', 5_000, async () => (await beat()) !== '');
  await twice(() => freezeHost(dir, 1));
  expect(await faultsOf(dir, 1)).toEqual(['frozen']);
  const last = await beat();
  expect(await greeting(500)).toBe('connected, then silence');
  expect(await beat()).toBe(last);
  await twice(() => thawHost(dir, 1));
  expect(await faultsOf(dir, 1)).toEqual([]);
  await until('a further beat', 5_000, async () => (await beat()) !== last);
  expect(await greeting(5_000)).toBe('SSH-');
});

test('slow it carries what it may, fast again what it can', async () => {
  const send = async () => {
    await onHost('sh', '-c', 'head -c 100000 /dev/zero > /run/bytes');
    const from = performance.now();
    const server = `${lab.hosts[0]?.address}`;
    await onHost('sh', '-c', 'nc -N -l 7777 < /run/bytes >/dev/null 2>&1 &');
    await until('the bytes', 20_000, () => received(server, 100_000));
    return performance.now() - from;
  };
  await twice(() => slowHost(dir, 1, 512));
  expect(await faultsOf(dir, 1)).toEqual(['slow 512 kbit/s']);
  // 100 kB at 64 kB/s, less the first burst.
  expect(await send()).toBeGreaterThan(1_000);
  await twice(() => fastHost(dir, 1));
  expect(await faultsOf(dir, 1)).toEqual([]);
  expect(await send()).toBeLessThan(1_000);
  await expect(slowHost(dir, 1, Number.NaN)).rejects.toThrow('How slow');
});

function received(host: string, bytes: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port: 7777 });
    let count = 0;
    socket.on('data', (chunk) => (count += chunk.length));
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(count === bytes));
  });
}

test('without power it is gone at once, also when it was frozen and cut; its disks stay, its faults do not', async () => {
  await onHost('sh', '-c', 'echo kept > /var/lib/libvirt/images/virtfleet/kept; echo too > /root/kept');
  await cutHost(dir, 1);
  await freezeHost(dir, 1);
  await twice(() => crashHost(dir, 1));
  expect(labStatus(dir)?.up).toEqual([]);
  // The lab's bridge and its groups stay for other hosts.
  const ofTheLab = /^(link|control group) \S*-\w{4}$/;
  expect(leftovers(lab.id, dir).filter((what) => !ofTheLab.test(what))).toEqual([]);
  expect(await faultsOf(dir, 1)).toEqual([]);
  await expect(cutHost(dir, 1)).rejects.toThrow('boot 1');

  await twice(() => bootHost(dir, 1, quiet));
  expect(await onHost('cat', '/var/lib/libvirt/images/virtfleet/kept', '/root/kept')).toBe('kept\ntoo\n');
  expect(await greeting(5_000)).toBe('SSH-');
  expect(await faultsOf(dir, 1)).toEqual([]);
});

test('a host that the lab does not have is named', async () => {
  await expect(cutHost(dir, 7)).rejects.toThrow('no host 7');
});

test('frozen and cut it is stopped like any other, and nothing is left', async () => {
  await freezeHost(dir, 1);
  await cutHost(dir, 1);
  await labStop(dir, 0);
  expect(leftovers(lab.id, dir)).toEqual([]);
  await labDown(dir);
  expect(existsSync(dir)).toBe(false);
});
