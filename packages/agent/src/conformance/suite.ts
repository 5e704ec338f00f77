import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { CommandRecord } from '@virtfleet/contracts/command';
import { newId } from '@virtfleet/contracts/ids';
import type { GuestAbi, ImageSpec, VmSpec } from '@virtfleet/contracts/vm-spec';
import { sampleSpec } from '@virtfleet/libvirt/sample-spec';
import { createLog } from '@virtfleet/telemetry/log';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHostAgent } from '../host-agent.ts';
import { createPersistentVirsh, type PersistentVirsh } from '../persistent-virsh.ts';
import type { HostShell } from '../shell/types.ts';
import type { HostActions, HostAgent, HostEvent } from '../types.ts';
import { virsh } from '../virsh.ts';
import { codeOf, type Subject } from './subject.ts';
import { hostConforms } from './suite-host.ts';

/** The same for all: what the driver does on a host, and what the host makes of it. One VM's life, in order. */
export function conforms(subject: Subject) {
  const { host } = subject;
  const log = createLog('test');
  /** With a tail of our own: a copy that this test sweeps is nobody else's. The header's offset 24 holds the disk's size. */
  const ours = Buffer.concat([subject.image, Buffer.from(newId())]);
  const image: ImageSpec = {
    id: newId(),
    sha256: createHash('sha256').update(ours).digest('hex'),
    format: 'qcow2',
    sizeBytes: ours.length,
    virtualSizeBytes: Number(ours.readBigUInt64BE(24)),
  };
  const openImage = () => Readable.from([ours]);

  let agent: HostAgent;
  let shell: HostShell;
  let reads: PersistentVirsh;
  let actions: HostActions;
  const commands: CommandRecord[] = [];
  const events: HostEvent[] = [];

  beforeAll(() => {
    agent = createHostAgent(host, subject.connect(host), log);
    agent.onEvent((event) => events.push(event));
    actions = agent.recorded((command) => commands.push(command));
    shell = subject.connect(host);
    reads = createPersistentVirsh(shell, log);
  });
  afterAll(async () => {
    reads.close();
    await shell.close();
    await agent.close();
  });

  hostConforms(subject, () => ({ agent, shell, reads }));

  test('a domain that someone else makes there is told by its event, and carries no stamp', async () => {
    const [name, uuid] = [`by hand ${newId()}`, newId()];
    const told = () =>
      events.flatMap((event) => (event.kind === 'lifecycle' && event.domainName === name ? [event.event] : []));
    await vi.waitFor(() => expect(events.some((event) => event.kind === 'resumed')).toBe(true), 5_000);
    const text = `<domain type='qemu'><name>${name}</name><uuid>${uuid}</uuid><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os></domain>`;
    await shell.run(virsh('define', '/dev/stdin'), { stdin: { text } });
    await vi.waitFor(() => expect(told()).toEqual(['Defined']), 5_000);
    expect(await agent.domains()).toContainEqual({ name, uuid, state: 'stopped', reason: null });
    expect(await agent.claim(uuid)).toEqual({ title: null, installationId: null });
    await shell.run(virsh('undefine', uuid));
    await vi.waitFor(() => expect(told()).toEqual(['Defined', 'Undefined']), 5_000);
    expect(await agent.claim(uuid)).toBeNull();
  });

  describe('one VM', { concurrent: false }, () => {
    const id = newId();
    const volumeId = newId();
    let spec: VmSpec;
    let copy: { volumeName: string; path: string };

    test('an image arrives whole, or not at all', async () => {
      const truncated = () => Readable.from([ours.subarray(0, ours.length - 5)]);
      await expect(actions.ensureImage(image, truncated, 'short')).rejects.toMatchObject({
        message: expect.stringContaining('damaged'),
      });
      const broken = () => createReadStream('/nonexistent/image');
      expect(await codeOf(actions.ensureImage(image, broken, 'broken'))).toBe('command_failed');
      const cancelled = AbortSignal.abort();
      expect(await codeOf(actions.ensureImage(image, openImage, 'never', cancelled))).toBe('cancelled');
      copy = await actions.ensureImage(image, openImage, 'first');
      expect(copy.volumeName).toBe(`img-${image.sha256}-first.qcow2`);
      expect(await actions.hasVolume(copy.volumeName, image.sizeBytes)).toBe(true);
      expect(await actions.hasVolume(copy.volumeName, image.sizeBytes + 1)).toBe(false);
      expect(await imageCopies()).toEqual([copy.volumeName]);
    });

    test('what earlier attempts left is swept, unless it is recorded or something lies on it', async () => {
      copy = await actions.ensureImage(image, openImage, 'second', undefined, [`img-${image.sha256}-first.qcow2`]);
      expect(await imageCopies()).toEqual([`img-${image.sha256}-first.qcow2`, copy.volumeName]);
      // Repeated under the same name, as after a crash in the middle.
      copy = await actions.ensureImage(image, openImage, 'second');
      expect(await imageCopies()).toEqual([copy.volumeName]);
    });

    test('is made: each step once, and once more', async () => {
      const folder = copy.path.slice(0, copy.path.lastIndexOf('/'));
      const volumeName = `vol-${volumeId}.qcow2`;
      const { network, address, gateway } = subject;
      spec = sampleSpec({
        id,
        domainName: `vf-${id}`,
        domainUuid: id,
        installation: { id: newId(), epoch: 1 },
        memoryMib: 160,
        pool: host.pool,
        image,
        volumes: [
          {
            id: volumeId,
            volumeName,
            path: `${folder}/${volumeName}`,
            sizeGib: 1,
            format: 'qcow2',
            provisioning: 'thin',
            backing: { path: copy.path, format: 'qcow2' },
          },
        ],
        seed: { volumeName: `seed-${id}.iso`, path: `${folder}/seed-${id}.iso` },
        nics: [
          {
            mac: `52:54:00:${id.slice(-6).replace(/(..)(?=.)/g, '$1:')}`,
            libvirtNetwork: network,
            address: { address, prefixLength: 24, gateway, nameservers: [] },
          },
        ],
      });
      const [volume] = spec.volumes;
      if (!volume) throw new Error('no volume');
      const abis: GuestAbi[] = [];
      for (let time = 0; time < 2; time++) {
        await actions.ensureVolume(volume);
        await actions.ensureSeed(spec);
        abis.push(await actions.define(spec));
        expect(await actions.domain(spec.domainName)).toMatchObject({ uuid: id, state: 'stopped' });
      }
      expect(abis[0]).toEqual(abis[1]);
      expect(abis[0]?.machine).toMatch(/^pc-q35-/);
      // Where libvirt puts the devices is its own business, but the fake must know it.
      const bus = (key: string) => abis[0]?.addresses[key]?.bus;
      expect(
        [`nic:${spec.nics[0]?.mac}`, 'controller:usb:0', 'controller:virtio-serial:0', 'disk:vda', 'disk:vdz'].map(bus),
      ).toEqual(['0x01', '0x02', '0x03', '0x04', '0x05']);
      expect([bus('memballoon'), bus('rng:0')]).toEqual(['0x06', '0x07']);
      expect(Object.keys(abis[0]?.addresses ?? {}).length).toBe(26);
      // Rendered with it, nothing moves.
      expect(await actions.define({ ...spec, guestAbi: abis[0] ?? null })).toEqual(abis[0]);
      expect(await codeOf(actions.ensureVolume({ ...volume, sizeGib: 2 }))).toBe('command_failed');
      expect(await codeOf(actions.define({ ...spec, installation: { id: newId(), epoch: 1 } }))).toBe('command_failed');
      // Something lies on it now: not swept.
      const third = await actions.ensureImage(image, openImage, 'third');
      expect(await imageCopies()).toEqual([copy.volumeName, third.volumeName]);
      await actions.removeVolumes([third.volumeName], spec.domainName);
    });

    test('what can not be is refused in words that say why', async () => {
      const big = {
        ...(spec.volumes[0] as VmSpec['volumes'][number]),
        volumeName: `vol-${newId()}.raw`,
        backing: null,
      };
      await expect(
        actions.ensureVolume({ ...big, format: 'raw', provisioning: 'thick', sizeGib: 4096 }),
      ).rejects.toMatchObject({ code: 'command_failed', message: expect.stringMatching(/no space (is )?left/i) });
      expect(await actions.hasVolume(big.volumeName)).toBe(false);
      const other = newId();
      const missing = { ...spec, id: other, domainName: `vf-${other}`, domainUuid: other };
      await expect(actions.define({ ...missing, domainUuid: id })).rejects.toMatchObject({
        message: expect.stringContaining(`domain '${spec.domainName}' is already defined with uuid ${id}`),
      });
      await actions.define({ ...missing, seed: { ...spec.seed, path: `${spec.seed.path}.gone` } });
      await expect(actions.start(missing.domainName)).rejects.toMatchObject({
        message: expect.stringMatching(/Failed to start domain.*Cannot access storage file.*No such file/),
      });
      expect(await actions.domain(missing.domainName)).toMatchObject({ state: 'stopped', reason: 'failed' });
      const nic = { mac: '52:54:00:00:00:01', libvirtNetwork: 'none', address: null };
      await actions.define({ ...missing, nics: [nic] });
      await expect(actions.start(missing.domainName)).rejects.toMatchObject({
        message: expect.stringContaining("Network not found: no network with matching name 'none'"),
      });
      await actions.undefine(missing.domainName);
      expect(await codeOf(actions.reboot(spec.domainName, 100))).toBe('not_allowed_now');
      expect(await codeOf(actions.reboot(missing.domainName, 100))).toBe('not_found');
    });

    test('is found on its host as ours: by its stamp, and by the names of its files', async () => {
      expect(await agent.claim(id)).toEqual({
        title: `${spec.projectName}/${spec.name}`,
        installationId: spec.installation.id,
      });
      expect(await agent.claim(newId())).toBeNull();
      expect(await agent.volumes()).toEqual(
        expect.arrayContaining([copy.volumeName, spec.seed.volumeName, ...spec.volumes.map((each) => each.volumeName)]),
      );
    });

    test('has another title, off and running, and keeps all else', async () => {
      const titleNow = async () => (await agent.claim(id))?.title;
      const before = await shell.run(virsh('dumpxml', '--inactive', spec.domainName));
      for (let time = 0; time < 2; time++) await actions.setTitle(spec.domainName, 'shop/web-02');
      expect(await titleNow()).toBe('shop/web-02');
      const after = await shell.run(virsh('dumpxml', '--inactive', spec.domainName));
      expect(after.stdout).toBe(before.stdout.replace(`${spec.projectName}/${spec.name}<`, 'shop/web-02<'));
      await actions.setTitle(spec.domainName, `${spec.projectName}/${spec.name}`);
      expect((await shell.run(virsh('dumpxml', '--inactive', spec.domainName))).stdout).toBe(before.stdout);
      expect(await codeOf(actions.setTitle(`vf-${newId()}`, 'shop/web-02'))).toBe('not_found');
    });

    test('starts, and its disks are safe while it runs', async () => {
      // Before the start: what comes next has to meet a guest that is still booting.
      await vi.waitFor(() => expect(events.some((event) => event.kind === 'resumed')).toBe(true), 5_000);
      const from = events.length;
      await actions.start(spec.domainName);
      await actions.start(spec.domainName);
      expect(await actions.domain(spec.domainName)).toMatchObject({ state: 'running', reason: 'booted' });
      expect(await agent.domains()).toContainEqual({
        ...{ uuid: id, name: spec.domainName, state: 'running', reason: 'booted' },
      });
      await vi.waitFor(() => expect(lifecycle(from)).toEqual(['Resumed Unpaused', 'Started Booted']), 5_000);
      const names = spec.volumes.map((volume) => volume.volumeName);
      expect(await codeOf(actions.removeVolumes(names, spec.domainName))).toBe('not_allowed_now');
      expect(await codeOf(actions.undefine(spec.domainName))).toBe('not_allowed_now');
      expect(await actions.hasVolume(names[0] ?? '')).toBe(true);
      // Both of what runs and of its definition.
      const titles = async () =>
        Promise.all(
          [[], ['--inactive']].map(async (which) => {
            const { stdout } = await shell.run(virsh('dumpxml', ...which, spec.domainName));
            return /<title>(.*)<\/title>/.exec(stdout)?.[1];
          }),
        );
      await actions.setTitle(spec.domainName, 'shop/web-03');
      expect(await titles()).toEqual(['shop/web-03', 'shop/web-03']);
    });

    test('a guest that does not hear yet is reset, and is left on by a shutdown that gives up', async () => {
      expect(await actions.reboot(spec.domainName, 100)).toBe('reset');
      expect(await actions.shutdown(spec.domainName, 100)).toBe(false);
      expect(await actions.domain(spec.domainName)).toMatchObject({ state: 'running' });
    });

    test('what it uses is told from its start on, and what its guest tells once that is up', async () => {
      const used = async () => (await agent.counters(spec.domainName))[0] ?? expect.fail('no counters');
      const first = await used();
      expect(first.name).toBe(spec.domainName);
      expect((await agent.counters()).map(({ name }) => name)).toContain(spec.domainName);
      expect(await agent.counters(`vf-${newId()}`)).toEqual([]);
      expect(await agent.guest(`vf-${newId()}`)).toBeNull();
      await guestUp(0);
      const guest = await vi.waitFor(
        async () => {
          const told = await agent.guest(spec.domainName);
          if (told?.cloudInit?.status !== 'done') throw new Error(`the guest tells ${JSON.stringify(told)}`);
          return told;
        },
        { timeout: 150_000, interval: 500 },
      );
      expect(guest).toMatchObject({
        os: { kernel: expect.stringMatching(/^\d+\.\d+/) },
        hostname: spec.bootstrap.hostname,
      });
      expect(guest.addresses).toContainEqual({ nic: 'eth0', address: subject.address, family: 'ipv4' });
      expect(guest.filesystems).toContainEqual(expect.objectContaining({ mount: '/', type: 'ext4' }));
      expect(await agent.cloudInit(spec.domainName)).toEqual({ cloudInit: guest.cloudInit });
      const later = await used();
      for (const [before, after] of [
        [first.cpuNs, later.cpuNs],
        [first.disk?.readBytes, later.disk?.readBytes],
        [first.net?.rxBytes, later.net?.rxBytes],
      ])
        expect(after).toBeGreaterThan(before ?? Number.NaN);
    });

    test('a guest that hears reboots and shuts down by itself', async () => {
      await guestUp(0);
      const seen = events.length;
      expect(await actions.reboot(spec.domainName, 120_000)).toBe('guest');
      await guestUp(seen);
      expect(lifecycle(seen)).toEqual([]);
      expect(await actions.shutdown(spec.domainName, 120_000)).toBe(true);
      expect(await actions.shutdown(spec.domainName, 1_000)).toBe(true);
      expect(await actions.domain(spec.domainName)).toMatchObject({ state: 'stopped', reason: 'shutdown' });
      const went = ['Shutdown Finished after guest request', 'Stopped Shutdown'];
      await vi.waitFor(() => expect(lifecycle(seen)).toEqual(went), 5_000);
    });

    test('goes, and leaves nothing', async () => {
      const seen = events.length;
      await actions.start(spec.domainName);
      for (let time = 0; time < 2; time++) {
        await actions.forceOff(spec.domainName);
        await actions.undefine(spec.domainName);
        await actions.removeVolumes(
          [...spec.volumes.map((volume) => volume.volumeName), spec.seed.volumeName],
          spec.domainName,
        );
      }
      expect(await actions.domain(spec.domainName)).toBe(null);
      await vi.waitFor(
        () =>
          expect(lifecycle(seen)).toEqual([
            ...['Resumed Unpaused', 'Started Booted'],
            ...['Shutdown Finished after host request', 'Stopped Destroyed', 'Undefined Removed'],
          ]),
        5_000,
      );
      await actions.removeVolumes([copy.volumeName], spec.domainName);
      const { stdout } = await shell.run(virsh('vol-list', host.pool));
      for (const mine of [id, volumeId, image.sha256]) expect(stdout).not.toContain(mine);
    });

    test('every command was kept as it was given, and nothing but its size and hash of bytes', () => {
      const define = commands.find((command) => command.argv.includes('define'));
      expect(define).toMatchObject({
        argv: virsh('define', '/dev/stdin'),
        exitCode: 0,
        error: null,
        stdinText: expect.stringContaining(`<name>vf-${id}</name>`),
      });
      const uploads = commands.filter(
        (command) => command.argv.includes('vol-upload') && command.argv.includes(spec.seed.volumeName),
      );
      expect(uploads).toHaveLength(2);
      expect(uploads[0]).toMatchObject({
        stdinText: null,
        stdinBytes: expect.any(Number),
        stdinSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(
        commands.find(
          (command) => command.argv.includes(`img-${image.sha256}-second.qcow2`) && command.argv.includes('vol-upload'),
        ),
      ).toMatchObject({
        stdinBytes: image.sizeBytes,
        stdinSha256: image.sha256,
      });
      expect(commands.every((command) => command.durationMs >= 0 && command.startedAt instanceof Date)).toBe(true);
    });

    const lifecycle = (from: number) =>
      events
        .slice(from)
        .flatMap((event) =>
          event.kind === 'lifecycle' && event.domainName === spec.domainName ? [`${event.event} ${event.detail}`] : [],
        );

    const imageCopies = async () =>
      (await shell.run(virsh('vol-list', host.pool))).stdout
        .split(/\s+/)
        .filter((word) => word.startsWith(`img-${image.sha256}`))
        .sort();

    /** The guest agent says when it is there. */
    const guestUp = (from: number) =>
      vi.waitFor(
        () =>
          expect(events.slice(from)).toContainEqual(
            expect.objectContaining({
              domainName: spec.domainName,
              event: 'agent-lifecycle',
              detail: expect.stringMatching(/'connected'/),
            }),
          ),
        { timeout: 150_000, interval: 20 },
      );
  });
}
