// A lab of real hypervisor hosts on one Linux machine: each with systemd, sshd and libvirtd of its own.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ensurePackages } from '../debian.ts';
import { type Doing, run } from '../run.ts';
import { answering, authorize, createHost, type HostPlace, initOf, powerOff, powerOn, removeHost } from './host.ts';
import { ensureBridge, machineAddresses, mountsBelow, removeBridge } from './kernel.ts';
import { chooseSubnetIndex, labOf, maxHosts } from './names.ts';
import { buildLabRoot, type LabRoot } from './root.ts';
import { labUnsupported } from './supported.mjs';
import type { Lab, LabRecord } from './types.ts';

export type LabUpOptions = Doing & {
  /** All that is kept of the lab lies here; its path is the lab's name. */
  dir: string;
  /** How many hosts at least. */
  hosts: number;
  /** "ssh-ed25519 AAAA…": who may log in as virtfleet. */
  publicKey: string;
  /** What its hosts are made of; left out: what every lab is made of. */
  root?: LabRoot;
};

const recordFile = (dir: string) => join(dir, 'lab.json');

function readRecord(dir: string): LabRecord | null {
  return existsSync(recordFile(dir)) ? JSON.parse(readFileSync(recordFile(dir), 'utf8')) : null;
}

function writeRecord(dir: string, record: LabRecord) {
  mkdirSync(dir, { recursive: true });
  writeFileSync(`${recordFile(dir)}.new`, JSON.stringify(record, null, 2));
  renameSync(`${recordFile(dir)}.new`, recordFile(dir));
}

/** Brings the lab up, with at least so many hosts; those that run are left alone, those that were stopped come back with their disks. */
export async function labUp({ dir: given, hosts, publicKey, root, say, signal }: LabUpOptions): Promise<Lab> {
  const reason = labUnsupported();
  if (reason) throw new Error(`No lab here: ${reason}.`);
  if (hosts > maxHosts) throw new Error(`A lab holds at most ${maxHosts} hosts.`);
  const dir = resolve(given);
  await ensurePackages(['iproute2', 'procps', 'util-linux', 'openssh-client'], { say, signal });
  const base = await buildLabRoot({ say, signal }, root);
  const record = readRecord(dir) ?? newRecord();
  await ensureBridge(record.id, record.subnetIndex);
  writeRecord(dir, record);
  const wanted = Math.max(hosts, record.hosts.length);
  const places = Array.from({ length: wanted }, (_, i) => place(record, dir, base, i + 1));
  for (const one of places) {
    const hostKey = await createHost(one);
    if (!record.hosts.some((known) => known.index === one.index)) record.hosts.push({ index: one.index, hostKey });
    authorize(one, publicKey);
  }
  writeRecord(dir, record);
  await Promise.all(places.map(powerOn));
  await Promise.all(places.map((one) => answering(one, signal)));
  return labOf(record, dir);
}

function newRecord(): LabRecord {
  const id = randomBytes(2).toString('hex');
  return { id, subnetIndex: chooseSubnetIndex(id, machineAddresses()), hosts: [] };
}

const place = (record: LabRecord, dir: string, base: string, index: number): HostPlace => ({
  labId: record.id,
  subnetIndex: record.subnetIndex,
  index,
  dir: hostDir(dir, index),
  base,
});

/** One host of a lab that is there. `base` is needed only to power it on. */
export function labHost(given: string, index: number, base = ''): HostPlace {
  const dir = resolve(given);
  const record = readRecord(dir);
  if (!record) throw new Error('There is no lab here. `npm run lab -- up 2` makes one.');
  if (!record.hosts.some((host) => host.index === index))
    throw new Error(`This lab has no host ${index}: it has ${record.hosts.map((host) => host.index).join(', ')}.`);
  return place(record, dir, base, index);
}

export const hostDir = (dir: string, index: number) => join(resolve(dir), `host-${index}`);

/**
 * Powers all hosts off and takes every process, mount, namespace, link and control group away. Disks and identities stay.
 * Guests are asked to shut down, for `graceMs` at most and until `hurry`.
 */
export async function labStop(given: string, graceMs = 12_000, hurry?: AbortSignal) {
  const dir = resolve(given);
  const record = readRecord(dir);
  if (!record) return;
  await Promise.all(record.hosts.map(({ index }) => powerOff(place(record, dir, '', index), graceMs, hurry)));
  await removeBridge(record.id);
}

/** Stops the lab and removes its disks. */
export async function labDown(given: string) {
  const dir = resolve(given);
  const record = readRecord(dir);
  if (!record) return;
  await labStop(dir, 0);
  for (const { index } of record.hosts) await removeHost(place(record, dir, '', index));
  if (mountsBelow(dir).length > 0) throw new Error(`Not removing ${dir}: something is mounted below it`);
  await run(['rm', '-rf', '--one-file-system', dir]);
}

/** The lab as it is now, with which hosts are up; null: there is none. */
export function labStatus(given: string): (Lab & { up: number[] }) | null {
  const dir = resolve(given);
  const record = readRecord(dir);
  if (!record) return null;
  return {
    ...labOf(record, dir),
    up: record.hosts.map((host) => host.index).filter((index) => initOf(hostDir(dir, index))),
  };
}
