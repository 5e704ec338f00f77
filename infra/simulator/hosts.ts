// What a simulator plays, as its own process and whoever starts it agree on it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createFakeHost, type FakeHost, type SavedHost } from '@virtfleet/agent/shell/fake/host';
import { z } from 'zod';
import type { GuestImage } from '../images/image.ts';
import type { Fleet } from '../stack/installation.ts';
import { statePath, writePrivate } from '../state.ts';

const savedFile = () => statePath('simulator', 'hosts.json');

/** As quick as a small guest on a good machine, and long enough to be seen. */
const guest = { bootMs: 1_000, shutdownMs: 500 };
const size = { cpus: 16, memoryMib: 8192 };
const network = 'lab';

const hostName = (n: number) => `sim-${n}`;

/** The hosts, with what an earlier run left on their disks. */
export function makeHosts(count: number): Map<string, FakeHost> {
  const saved = savedHosts();
  const names = Array.from({ length: count }, (_, n) => hostName(n + 1));
  return new Map(
    names.map((name) => [name, createFakeHost({ ...size, name, guest, networks: [network], saved: saved[name] })]),
  );
}

const savedShape = z.record(
  z.string(),
  z.object({
    stamp: z.string(),
    domains: z.array(z.object({ name: z.string(), uuid: z.string(), inactiveXml: z.string() })),
    volumes: z.array(
      z.object({
        name: z.string(),
        format: z.string(),
        capacityBytes: z.number(),
        physicalBytes: z.number(),
        allocationBytes: z.number(),
        sha256: z.string(),
        backing: z.object({ path: z.string(), format: z.string() }).nullable(),
        known: z.boolean(),
      }),
    ),
  }),
);

const savedHosts = (): Record<string, SavedHost> =>
  existsSync(savedFile()) ? savedShape.parse(JSON.parse(readFileSync(savedFile(), 'utf8'))) : {};

export const saveHosts = (hosts: ReadonlyMap<string, FakeHost>) =>
  writePrivate(savedFile(), JSON.stringify(Object.fromEntries([...hosts].map(([name, host]) => [name, host.save()]))));

/** For the seed: the hosts as a worker finds them, and a network that leads nowhere. */
export function fleetOfSimulator(count: number): Fleet {
  return {
    hosts: [...makeHosts(count).values()].map(({ name, hostKey, machine }) => ({
      ...{ name, address: 'simulated', hostKeys: [hostKey], pool: machine.pool.name, simulated: true },
    })),
    networks: [
      {
        ...{ name: 'simulated', kind: 'bridged', scope: 'fleet', libvirtName: network },
        reachedFrom: 'nowhere: it is simulated',
        ...{ cidr: '10.200.0.0/16', gateway: '10.200.0.1', nameservers: [] },
        ...{ firstAddress: '10.200.1.0', lastAddress: '10.200.250.255' },
      },
    ],
  };
}

const cluster = 0x10000;

/** An empty disk of 64 MiB, as a real qcow2 (QEMU, docs/interop/qcow2.txt, version 2): enough for hosts that run nothing. */
export function makeSimulatedImage(path: string): GuestImage {
  const virtualSizeBytes = 64 * 2 ** 20;
  const disk = Buffer.alloc(4 * cluster);
  disk.write('QFI\xfb', 'latin1');
  disk.writeUInt32BE(2, 4);
  disk.writeUInt32BE(16, 20);
  disk.writeBigUInt64BE(BigInt(virtualSizeBytes), 24);
  // One entry of the table of tables, at the fourth cluster; the counts of references at the second and third.
  disk.writeUInt32BE(1, 36);
  disk.writeBigUInt64BE(BigInt(3 * cluster), 40);
  disk.writeBigUInt64BE(BigInt(cluster), 48);
  disk.writeUInt32BE(1, 56);
  disk.writeBigUInt64BE(BigInt(2 * cluster), cluster);
  for (let n = 0; n < 4; n++) disk.writeUInt16BE(1, 2 * cluster + 2 * n);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, disk);
  return {
    path,
    sha256: createHash('sha256').update(disk).digest('hex'),
    sizeBytes: disk.length,
    ...{ virtualSizeBytes, minDiskGib: 1, minMemoryMib: 64 },
  };
}
