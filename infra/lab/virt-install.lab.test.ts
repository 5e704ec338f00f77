// The virt-install line that a plan shows, run on a host: what it makes is what we make.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { posixLine } from '@virtfleet/agent/shell/quote';
import { newId } from '@virtfleet/contracts/ids';
import type { VmSpec } from '@virtfleet/contracts/vm-spec';
import { renderDomainXml } from '@virtfleet/libvirt/domain-xml';
import { sampleSpec } from '@virtfleet/libvirt/sample-spec';
import { virtInstallArgv } from '@virtfleet/libvirt/virt-install';
import { renderVolumeXml } from '@virtfleet/libvirt/volume-xml';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { run } from '../run.ts';
import { hostDir, labDown, labUp } from './lab.ts';
import type { Lab } from './types.ts';
import { installVirtinst } from './virtinst.ts';

const quiet = () => {};
let home: string;
let lab: Lab;

/** Nobody else's lab gets virt-install: this one is its own. */
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'virtfleet-virt-install-'));
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(home, 'key')]);
  const publicKey = readFileSync(join(home, 'key.pub'), 'utf8');
  lab = await labUp({ dir: join(home, 'lab'), hosts: 1, publicKey, say: quiet });
  await installVirtinst(hostDir(lab.dir, 1), { say: quiet });
});
afterAll(async () => {
  await labDown(join(home, 'lab'));
  rmSync(home, { recursive: true });
});

/** As the unprivileged user that we are there. */
function onHost(argv: readonly string[], input = ''): Promise<string> {
  const trusting = ['LogLevel=ERROR', 'BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null'];
  const [host] = lab.hosts;
  const login = [
    ...trusting.flatMap((option) => ['-o', option]),
    '-i',
    join(home, 'key'),
    `virtfleet@${host?.address}`,
  ];
  return run(['ssh', ...login, posixLine(argv)], { input });
}
const virsh = (words: readonly string[], input = '') =>
  onHost(['virsh', '-q', '-c', 'qemu:///system', ...words], input);

const cleanUp: string[][] = [];
afterEach(async () => {
  for (const words of cleanUp.splice(0).reverse()) await virsh(words);
});

/** Defined by us, as its host has it. */
async function ours(spec: VmSpec): Promise<string> {
  await virsh(['define', '/dev/stdin'], renderDomainXml(spec));
  cleanUp.push(['undefine', spec.domainName]);
  return virsh(['dumpxml', '--inactive', spec.domainName]);
}

/** Made by virt-install, under another name and on other volumes. */
async function byHand(spec: VmSpec, start: boolean): Promise<string> {
  const hand = {
    ...spec,
    domainName: 'made-by-hand',
    volumes: spec.volumes.map((volume, n) => ({ ...volume, volumeName: `hand-${n}.qcow2` })),
    seed: { ...spec.seed, volumeName: 'hand-seed.iso' },
    // Two domains with one MAC address are no use; it is not what is compared.
    nics: spec.nics.map((nic, n) => ({ ...nic, mac: `52:54:00:ff:00:0${n}` })),
  };
  for (const name of [...hand.volumes.map(({ volumeName }) => volumeName), hand.seed.volumeName]) {
    const format = name.endsWith('.iso') ? ('raw' as const) : ('qcow2' as const);
    const volume = { name, capacityBytes: 2 ** 20, format, provisioning: 'thin', backing: null } as const;
    await virsh(['vol-create', spec.pool, '/dev/stdin'], renderVolumeXml(volume));
    cleanUp.push(['vol-delete', '--pool', spec.pool, name]);
  }
  await onHost(virtInstallArgv(hand, { start }));
  cleanUp.push(['undefine', hand.domainName]);
  if (start) cleanUp.push(['destroy', hand.domainName]);
  expect((await virsh(['domstate', hand.domainName])).trim()).toBe(start ? 'running' : 'shut off');
  return virsh(['dumpxml', '--inactive', hand.domainName]);
}

/** Without what can't be the same: uuid, name, MAC addresses, disk paths, metadata. */
const comparable = (xml: string): string =>
  xml
    .replace(/<uuid>.*?<\/uuid>/, '')
    .replace(/<name>.*?<\/name>/, '')
    .replace(/<metadata>.*?<\/metadata>/s, '')
    .replaceAll(/<mac address='[^']*'\/>/g, '')
    .replaceAll(/<source file='[^']*'\/>/g, '')
    .replaceAll(/^\s*\n/gm, '');

const fresh = (overrides: Partial<VmSpec> = {}): VmSpec => {
  const id = newId();
  return sampleSpec({ id, domainUuid: id, domainName: `vf-${id}`, ...overrides });
};

test('a VM of one disk and one network, started', async () => {
  const spec = fresh();
  expect(comparable(await byHand(spec, true))).toBe(comparable(await ours(spec)));
});

test('two disks, two networks, several CPUs, a project with a name that needs quoting; made and not started', async () => {
  const plain = fresh();
  const [volume] = plain.volumes;
  const [nic] = plain.nics;
  if (!volume || !nic) throw new Error('the sample has both');
  const spec: VmSpec = {
    ...plain,
    projectName: `Bü,ro "a" 'b' = \\ $(x) <&> 🦊`,
    vcpus: 3,
    memoryMib: 320,
    volumes: [volume, { ...volume, id: newId(), path: `${volume.path}.2` }],
    nics: [nic, { ...nic, mac: '52:54:00:12:34:57' }],
  };
  expect(comparable(await byHand(spec, false))).toBe(comparable(await ours(spec)));
});
