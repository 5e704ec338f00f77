// The whole life of one VM on a real host of the lab. VIRTFLEET_LAB: the lab as JSON; VIRTFLEET_LAB_KEY: the file of the key
// that opens it; VIRTFLEET_LAB_IMAGE: the file of a small qcow2 whose guest hears ACPI and runs a guest agent (`tiny`).
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { newId } from '@virtfleet/contracts/ids';
import type { ImageSpec, VmSpec } from '@virtfleet/contracts/vm-spec';
import { sampleSpec } from '@virtfleet/libvirt/sample-spec';
import { createLog } from '@virtfleet/telemetry/log';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createPersistentVirsh, type PersistentVirsh } from './persistent-virsh.ts';
import { createSshShell } from './shell/ssh/shell.ts';
import { newKey } from './shell/ssh/test-server.ts';
import type { CommandRecord, HostShell } from './shell/types.ts';
import { openSshHost } from './ssh-host.ts';
import { stampHost } from './stamp.ts';
import type { ConnectionState, HostActions, HostAddress, HostAgent, HostEvent } from './types.ts';
import { virsh } from './virsh.ts';

const given = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see the head of this file`);
  return value;
};

type LabHost = { name: string; address: string; port: number; user: string; hostKey: string };
const lab: { subnet: string; gateway: string; hostNetwork: string; pool: string; hosts: LabHost[] } = JSON.parse(
  given('VIRTFLEET_LAB'),
);
const imageFile = given('VIRTFLEET_LAB_IMAGE');
const privateKey = readFileSync(given('VIRTFLEET_LAB_KEY'), 'utf8');
const log = createLog('test');

function firstHost(): HostAddress {
  const [host] = lab.hosts;
  if (!host) throw new Error('The lab has no hosts');
  const { name, address, port, user, hostKey } = host;
  return { id: newId(), name, address, port, user, hostKeys: [hostKey], pool: lab.pool };
}
const host = firstHost();

const codeOf = (running: Promise<unknown>) =>
  running.then(
    () => 'fine',
    (error: { code?: string }) => error.code,
  );
const bytes = readFileSync(imageFile);
/** With a tail of our own: a copy that this test sweeps is nobody else's. The header's offset 24 holds the disk's size. */
const ours = Buffer.concat([bytes, Buffer.from(newId())]);
const image: ImageSpec = {
  id: newId(),
  sha256: createHash('sha256').update(ours).digest('hex'),
  format: 'qcow2',
  sizeBytes: ours.length,
  virtualSizeBytes: Number(bytes.readBigUInt64BE(24)),
};
const openImage = () => Readable.from([ours]);

let agent: HostAgent;
let shell: HostShell;
let reads: PersistentVirsh;
let actions: HostActions;
const commands: CommandRecord[] = [];
const events: HostEvent[] = [];

beforeAll(() => {
  agent = openSshHost({ host, privateKey, log });
  agent.onEvent((event) => events.push(event));
  actions = agent.recorded((command) => commands.push(command));
  shell = createSshShell({ ...host, privateKey }, log);
  reads = createPersistentVirsh(shell, log);
});
afterAll(async () => {
  reads.close();
  await shell.close();
  await agent.close();
});

describe('a host', () => {
  test('tells what it is', async () => {
    const facts = await agent.facts();
    expect(facts).toMatchObject({
      arch: 'x86_64',
      networks: expect.arrayContaining([lab.hostNetwork]),
      virtTypes: ['qemu'],
    });
    expect(facts.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(facts.poolAvailableBytes).toBeGreaterThan(0);
    expect(facts.memoryMib).toBeGreaterThan(100);
    expect(facts.libvirtVersion).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test('carries one installation, and none other by mistake', async () => {
    const home = (await shell.run(['mktemp', '-d'])).stdout.trim();
    // The lab is shared: its own stamp is none of our business.
    const elsewhere: HostShell = {
      ...shell,
      run: (argv, options) => shell.run(['env', `HOME=${home}`, ...argv], options),
    };
    const [first, second] = [newId(), newId()];
    const racing = await Promise.all([first, second].map((id) => codeOf(stampHost(elsewhere, host, { id, epoch: 1 }))));
    expect(racing.toSorted()).toEqual(['fine', 'host_quarantined']);
    const winner = racing[0] === 'fine' ? first : second;
    await stampHost(elsewhere, host, { id: winner, epoch: 1 });
    await stampHost(elsewhere, host, { id: winner, epoch: 2 });
    expect(await codeOf(stampHost(elsewhere, host, { id: winner, epoch: 1 }))).toBe('host_quarantined');
    await elsewhere.run(['sh', '-c', 'echo garbage > "$HOME/.virtfleet/installation.json"']);
    expect(await codeOf(stampHost(elsewhere, host, { id: winner, epoch: 2 }))).toBe('host_quarantined');
    expect((await shell.run(['find', home, '-type', 'f'])).stdout.trim()).toBe(`${home}/.virtfleet/installation.json`);
    await shell.run(['rm', '-r', home]);
  });

  test('whose key is another than the pinned one is refused, and said', async () => {
    const other = openSshHost({ host: { ...host, hostKeys: [newKey().public] }, privateKey, log: createLog('silent') });
    const states: ConnectionState[] = [];
    other.onConnection((state) => states.push(state));
    expect(await codeOf(other.facts())).toBe('host_key_changed');
    expect(states).toMatchObject([{ state: 'down', code: 'host_key_changed' }]);
    await other.close();
  });

  test('that knows our key not is unreachable, and why is said', async () => {
    const stranger = createSshShell({ ...host, privateKey: newKey().private }, createLog('silent'));
    await expect(stranger.run(['true'], { ownConnection: true })).rejects.toMatchObject({
      code: 'host_unreachable',
      message: expect.stringContaining('refuses our SSH key'),
    });
    await stranger.close();
  });
});

describe('reads by one virsh that stays', () => {
  test('its own reader gives words back as they were, however long or odd', async () => {
    for (const words of [
      ['a b', "it's", '"', '\\', '#', ';x', '$HOME', '~', '!!'],
      ['y'.repeat(3000)],
      ['z'.repeat(64), 'z'.repeat(79)],
    ])
      expect(await reads.read('echo', ...words)).toEqual({ ok: true, stdout: words.join(' ') });
    expect(await reads.read('echo', '--shell', "it's", 'a b')).toEqual({ ok: true, stdout: `'it'\\''s' 'a b'` });
  });

  test('answers come one by one, in order, errors too', async () => {
    const answers = await Promise.all([
      reads.read('domstate', 'vf-none'),
      reads.read('echo', 'one'),
      reads.read('vol-dumpxml', '--pool', lab.pool, `img-${'0'.repeat(64)}-${newId()}.qcow2`),
      reads.read('capabilities'),
      reads.read('echo', 'two'),
    ]);
    expect(answers.map((answer) => answer.ok)).toEqual([false, true, false, true, true]);
    expect([answers[1], answers[4]]).toMatchObject([{ stdout: 'one' }, { stdout: 'two' }]);
    expect(answers[3]).toMatchObject({ stdout: expect.stringMatching(/^<capabilities>[\s\S]*<\/capabilities>\n/) });
  });

  test('one that dies is replaced and the read asked again; one that hangs fails that read and is replaced', async () => {
    const pids: string[] = [];
    const telling: HostShell = {
      ...shell,
      async open(argv, options) {
        const process = await shell.open(['sh', '-c', 'echo "pid $$"; exec "$@"', 'tell', ...argv], options);
        process.stdout.on('data', (chunk) => pids.push(...(/pid (\d+)/.exec(String(chunk))?.slice(1) ?? [])));
        return process;
      },
    };
    const own = createPersistentVirsh(telling, log, 2_000);
    expect(await own.read('echo', 'one')).toEqual({ ok: true, stdout: 'one' });
    await shell.run(['kill', '-KILL', pids.at(-1) ?? '']);
    expect(await own.read('echo', 'two')).toEqual({ ok: true, stdout: 'two' });
    await shell.run(['kill', '-STOP', pids.at(-1) ?? '']);
    // What waits behind it would wait as long again, and again.
    const hung = await Promise.all([codeOf(own.read('echo', 'three')), codeOf(own.read('echo', 'four'))]);
    expect(hung).toEqual(['command_timeout', 'command_timeout']);
    expect(await own.read('echo', 'five')).toEqual({ ok: true, stdout: 'five' });
    expect(new Set(pids).size).toBe(3);
    own.close();
    // The one that was stopped didn't stay behind.
    await vi.waitFor(async () =>
      expect((await shell.run(['ps', '-o', 'pid=', '-p', pids.join(',')], { okExitCodes: [1] })).stdout).toBe(''),
    );
  });
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
    spec = sampleSpec({
      id,
      domainName: `vf-${id}`,
      domainUuid: id,
      installation: { id: newId(), epoch: 1 },
      memoryMib: 160,
      pool: lab.pool,
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
          libvirtNetwork: lab.hostNetwork,
          address: {
            address: lab.gateway.replace(/\d+$/, '99'),
            prefixLength: 24,
            gateway: lab.gateway,
            nameservers: [],
          },
        },
      ],
    });
    const [volume] = spec.volumes;
    if (!volume) throw new Error('no volume');
    for (let time = 0; time < 2; time++) {
      await actions.ensureVolume(volume);
      await actions.ensureSeed(spec);
      const abi = await actions.define(spec);
      expect(abi.machine).toMatch(/^pc-q35-/);
      expect(Object.keys(abi.addresses)).toContain('disk:vda');
      expect(await actions.domain(spec.domainName)).toMatchObject({ uuid: id, state: 'stopped' });
    }
    expect(await codeOf(actions.ensureVolume({ ...volume, sizeGib: 2 }))).toBe('command_failed');
    expect(await codeOf(actions.define({ ...spec, installation: { id: newId(), epoch: 1 } }))).toBe('command_failed');
    // Something lies on it now: not swept.
    const third = await actions.ensureImage(image, openImage, 'third');
    expect(await imageCopies()).toEqual([copy.volumeName, third.volumeName]);
    await actions.removeVolumes([third.volumeName], spec.domainName);
  });

  test('starts, and its disks are safe while it runs', async () => {
    await actions.start(spec.domainName);
    await actions.start(spec.domainName);
    expect(await actions.domain(spec.domainName)).toMatchObject({ state: 'running', reason: 'booted' });
    expect(await agent.domains()).toContainEqual({
      uuid: id,
      name: spec.domainName,
      state: 'running',
      reason: 'booted',
    });
    await vi.waitFor(() =>
      expect(events).toContainEqual(
        expect.objectContaining({ kind: 'lifecycle', domainName: spec.domainName, event: 'Started' }),
      ),
    );
    expect(events.some((event) => event.kind === 'resumed')).toBe(true);
    const names = spec.volumes.map((volume) => volume.volumeName);
    expect(await codeOf(actions.removeVolumes(names, spec.domainName))).toBe('not_allowed_now');
    expect(await codeOf(actions.undefine(spec.domainName))).toBe('not_allowed_now');
    expect(await actions.hasVolume(names[0] ?? '')).toBe(true);
  });

  test('a guest that does not hear yet is reset, and is left on by a shutdown that gives up', async () => {
    expect(await actions.reboot(spec.domainName, 100)).toBe('reset');
    expect(await actions.shutdown(spec.domainName, 100)).toBe(false);
    expect(await actions.domain(spec.domainName)).toMatchObject({ state: 'running' });
  });

  test('a guest that hears reboots and shuts down by itself', async () => {
    await guestUp(0);
    const seen = events.length;
    expect(await actions.reboot(spec.domainName, 120_000)).toBe('guest');
    await guestUp(seen);
    expect(await actions.shutdown(spec.domainName, 120_000)).toBe(true);
    expect(await actions.shutdown(spec.domainName, 1_000)).toBe(true);
    expect(await actions.domain(spec.domainName)).toMatchObject({ state: 'stopped', reason: 'shutdown' });
    await vi.waitFor(() =>
      expect(events.at(-1)).toMatchObject({ event: 'Stopped', detail: 'Shutdown', domainName: spec.domainName }),
    );
  });

  test('goes, and leaves nothing', async () => {
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
    await actions.removeVolumes([copy.volumeName], spec.domainName);
    const { stdout } = await shell.run(virsh('vol-list', lab.pool));
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

  const imageCopies = async () =>
    (await shell.run(virsh('vol-list', lab.pool))).stdout
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
            detail: expect.stringMatching(/\bconnected/),
          }),
        ),
      { timeout: 150_000, interval: 200 },
    );
});
