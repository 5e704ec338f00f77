// libvirt itself is the judge of what we render. VIRTFLEET_LAB: the lab as JSON; VIRTFLEET_LAB_KEY: the file of the key that opens it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@virtfleet/contracts/ids';
import type { VmSpec } from '@virtfleet/contracts/vm-spec';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { renderDomainXml } from './domain-xml.ts';
import { guestAbiOf } from './guest-abi.ts';
import { parseDomainXml } from './parse-domain.ts';
import { parseVolumeXml } from './parse-storage.ts';
import { sampleSpec } from './sample-spec.ts';
import { goldenVolumes } from './sample-volumes.ts';
import { renderVolumeXml, volumeCreateOptions } from './volume-xml.ts';

type LabHost = { address: string; user: string };
const { hosts, pool }: { hosts: LabHost[]; pool: string } = JSON.parse(process.env.VIRTFLEET_LAB ?? '{"hosts":[]}');

/** One connection for all commands. */
const control = join(mkdtempSync(join(tmpdir(), 'virtfleet-ssh-')), 'control');

function sshArgv(...words: string[]): string[] {
  const [host] = hosts;
  const key = process.env.VIRTFLEET_LAB_KEY;
  if (!host || !key) throw new Error('VIRTFLEET_LAB or VIRTFLEET_LAB_KEY is not set: see the head of this file');
  const sharing = ['ControlMaster=auto', 'ControlPersist=60', `ControlPath=${control}`];
  // Host keys are pinned where it matters, in the agent's own tests.
  const trusting = ['LogLevel=ERROR', 'BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null'];
  const options = [...sharing, ...trusting].flatMap((option) => ['-o', option]);
  return [...options, '-i', key, `${host.user}@${host.address}`, ...words];
}
const virsh = (words: string, input = ''): string =>
  execFileSync('ssh', sshArgv(`virsh -q -c qemu:///system ${words}`), { input, encoding: 'utf8' });

afterAll(() => {
  execFileSync('ssh', sshArgv('-O', 'exit'), { stdio: 'ignore' });
  rmSync(join(control, '..'), { recursive: true });
});

const cleanUp: string[] = [];
afterEach(() => {
  for (const words of cleanUp.splice(0).reverse()) virsh(words);
});

function fresh(overrides: Partial<VmSpec> = {}): VmSpec {
  const id = newId();
  return sampleSpec({ id, domainUuid: id, domainName: `vf-${id}`, ...overrides });
}

function define(spec: VmSpec): string {
  if (!cleanUp.includes(`undefine ${spec.domainName}`)) cleanUp.push(`undefine ${spec.domainName}`);
  virsh('define /dev/stdin', renderDomainXml(spec));
  return virsh(`dumpxml --inactive ${spec.domainName}`);
}

describe('a domain that libvirt defined', () => {
  it('is the same when it is defined again from its guest ABI', () => {
    const spec = fresh();
    const first = define(spec);
    const guestAbi = guestAbiOf(first);
    expect(guestAbi.machine).toMatch(/^pc-q35-\d/);
    expect(guestAbi.cpu).toEqual({ mode: 'custom', model: 'Nehalem' });
    expect(define({ ...spec, guestAbi })).toBe(first);
  });

  it('has every address written down: none is left for libvirt to choose again', () => {
    const spec = fresh();
    const { addresses } = guestAbiOf(define(spec));
    const rendered = guestAbiOf(
      renderDomainXml({ ...spec, guestAbi: { machine: 'q35', cpu: { mode: 'maximum' }, addresses } }),
    );
    expect(rendered.addresses).toEqual(addresses);
  });

  it('keeps its addresses when a network and a volume are added', () => {
    const spec = fresh();
    const guestAbi = guestAbiOf(define(spec));
    const [volume] = spec.volumes;
    const [nic] = spec.nics;
    if (!volume || !nic) throw new Error('the sample has both');
    const nics = [{ ...nic, mac: '52:54:00:00:00:01' }, nic];
    const volumes = [...spec.volumes, { ...volume, id: newId(), path: `${volume.path}.2` }];
    const more = guestAbiOf(define({ ...spec, nics, volumes, guestAbi })).addresses;
    expect(more).toMatchObject(guestAbi.addresses);
    expect(Object.keys(more).filter((key) => !(key in guestAbi.addresses))).toEqual([
      'disk:vdb',
      'nic:52:54:00:00:00:01',
    ]);
  });

  it('says what we wrote, whatever people call their things', () => {
    const spec = fresh({ name: `"'<&>]]>`, projectName: 'Büro 🦊 --> &amp;' });
    const { title, stamp, uuid } = parseDomainXml(define(spec));
    expect({ title, uuid }).toEqual({ title: `${spec.projectName}/${spec.name}`, uuid: spec.domainUuid });
    expect(stamp).toEqual({ vmId: spec.id, installationId: spec.installation.id, epoch: 1 });
  });
});

describe('a volume that libvirt made', () => {
  it.each(['overlay', 'overlay-thick', 'qcow2-thick', 'raw-thick', 'raw-image'])(
    'is what was asked for: %s',
    (kind) => {
      const wanted = goldenVolumes[kind] ?? expect.fail();
      const suffix = newId();
      const make = (volume: typeof wanted) => {
        const words = ['vol-create', pool, '/dev/stdin', ...volumeCreateOptions(volume)];
        virsh(words.join(' '), renderVolumeXml(volume));
        cleanUp.push(`vol-delete --pool ${pool} ${volume.name}`);
        return parseVolumeXml(virsh(`vol-dumpxml --pool ${pool} ${volume.name}`));
      };
      const capacityBytes = 8 * 2 ** 20;
      const base = make({
        name: `base-${suffix}`,
        capacityBytes,
        format: 'qcow2',
        provisioning: 'thin',
        backing: null,
      });
      const backing = wanted.backing && { path: base.path, format: 'qcow2' as const };
      const made = make({ ...wanted, name: `vol-${suffix}`, capacityBytes, backing });
      expect(made).toMatchObject({ capacityBytes, format: wanted.format, backing });
      if (wanted.format === 'qcow2') expect(made.compat).toBe('1.1');
      if (wanted.provisioning === 'thick' && !wanted.backing)
        expect(made.allocationBytes).toBeGreaterThanOrEqual(capacityBytes);
      else expect(made.allocationBytes).toBeLessThan(2 ** 20);
    },
  );
});
