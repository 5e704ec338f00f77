import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { newId } from '@virtfleet/contracts/ids';
import type { ImageSpec } from '@virtfleet/contracts/vm-spec';
import { sampleSpec } from '@virtfleet/libvirt/sample-spec';
import { createLog } from '@virtfleet/telemetry/log';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { codeOf } from '../../conformance/subject.ts';
import { openFakeHost } from '../../fake-host.ts';
import type { ConnectionState, HostAddress, HostEvent } from '../../types.ts';
import { virsh } from '../../virsh.ts';
import { createFakeHost, type FakeHostOptions, fakeHostAt } from './host.ts';
import { wordsOf } from './processes.ts';
import { fakeShell } from './shell.ts';

beforeAll(() => {
  process.env.VIRTFLEET_LOG_LEVEL = 'silent';
});

/** A host, an agent of it, and a VM without disks of its own. */
function setUp(options: FakeHostOptions = {}) {
  const host: HostAddress = {
    ...{ id: newId(), name: 'fake-1', address: 'fake', port: 22, user: 'virtfleet', pool: 'virtfleet' },
    hostKeys: ['ssh-ed25519 AAAA'],
  };
  const fakeHost = fakeHostAt(host, { guest: { bootMs: 10, shutdownMs: 10 }, ...options });
  const agent = openFakeHost({ host, fakeHost, log: createLog('test') });
  const shell = fakeShell(fakeHost);
  const [events, states]: [HostEvent[], ConnectionState[]] = [[], []];
  agent.onEvent((event) => events.push(event));
  agent.onConnection((state) => states.push(state));
  onTestFinished(async () => {
    await agent.close();
    await shell.close();
  });
  const bytes = Buffer.from('qcow2, more or less');
  const image: ImageSpec = {
    ...{ id: newId(), format: 'qcow2', sizeBytes: bytes.length, virtualSizeBytes: 2 ** 20 },
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const id = newId();
  const spec = sampleSpec({ id, domainName: `vf-${id}`, domainUuid: id, virtType: 'kvm', volumes: [], image });
  const actions = agent.recorded(() => {});
  const make = async () => {
    await actions.ensureSeed(spec);
    await actions.define(spec);
  };
  return { host, fakeHost, agent, shell, events, states, image, bytes, spec, domain: spec.domainName, actions, make };
}

test('a command fails so often as was asked, with the words that were asked for', async () => {
  const { fakeHost, actions, make, domain } = setUp();
  await make();
  const fault = fakeHost.faults.failOn('start', { times: 2, after: 1, stderr: 'error: no luck\n' });
  await actions.start(domain);
  await actions.forceOff(domain);
  for (let time = 0; time < 2; time++) await expect(actions.start(domain)).rejects.toThrow('no luck');
  await actions.start(domain);
  expect(fault.hits).toBe(2);
  expect(fakeHost.commands.get('start')).toBe(4);
});

test('an acknowledgement that is lost: the effect is there, and the driver sees it', async () => {
  const { fakeHost, actions, spec, domain, states } = setUp();
  await actions.ensureSeed(spec);
  const lost = [fakeHost.faults.loseAnswer('define'), fakeHost.faults.loseAnswer(/ start /)];
  const abi = await actions.define(spec);
  expect(abi.machine).toBe('pc-q35-7.2');
  await actions.start(domain);
  expect(lost.map(({ hits }) => hits)).toEqual([1, 1]);
  expect(await actions.domain(domain)).toMatchObject({ state: 'running' });
  expect(states.filter(({ state }) => state === 'down').length).toBe(2);
});

test('what hangs is killed at its limit, and did nothing', async () => {
  const { fakeHost, shell } = setUp();
  const xml = '<volume><name>a</name><capacity>1</capacity><allocation>0</allocation></volume>';
  const create = () =>
    codeOf(
      shell.run(virsh('vol-create', 'virtfleet', '/dev/stdin'), {
        ...{ stdin: { text: xml }, timeoutMs: 50, guard: { subject: 'vm-1', epoch: 1, token: '1' } },
      }),
    );
  fakeHost.faults.hang('vol-create');
  expect(await create()).toBe('command_timeout');
  expect(fakeHost.machine.pool.volumes.size).toBe(0);
  // Killed, it holds no lock.
  expect(await create()).toBe('fine');
});

test('cut in the middle of an upload: half a volume, nothing reachable, and all of it after healing', async () => {
  const { fakeHost, actions, image, bytes, states, agent } = setUp();
  async function* slowly() {
    yield bytes.subarray(0, 5);
    fakeHost.cut();
    await new Promise(() => {});
  }
  expect(await codeOf(actions.ensureImage(image, () => Readable.from(slowly()), 'a'))).toBe('host_unreachable');
  expect(fakeHost.machine.pool.volumes.size).toBe(1);
  expect(await codeOf(agent.facts())).toBe('host_unreachable');
  expect(states.at(-1)).toMatchObject({ state: 'down', code: 'host_unreachable' });
  fakeHost.heal();
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ state: 'up' }));
  const copy = await actions.ensureImage(image, () => Readable.from([bytes]), 'b');
  expect([...fakeHost.machine.pool.volumes.keys()]).toEqual([copy.volumeName]);
});

test('frozen, it answers nothing until it thaws, and its guests stand still', async () => {
  const { fakeHost, actions, make, domain, shell, states } = setUp({ guest: { bootMs: 100 } });
  await make();
  await actions.start(domain);
  await shell.run(['true']);
  fakeHost.freeze(200);
  expect(await codeOf(shell.run(['true'], { timeoutMs: 50 }))).toBe('command_timeout');
  const waiting = codeOf(actions.forceOff(domain));
  await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ state: 'down' }));
  fakeHost.thaw();
  await waiting;
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ state: 'up' }));
  await actions.forceOff(domain);
  expect(await actions.domain(domain)).toMatchObject({ state: 'stopped' });
});

test('rebooted, it is another boot: what ran is off, what was stored is there', async () => {
  const { fakeHost, actions, make, domain, agent, states } = setUp();
  await make();
  await agent.stamp({ id: newId(), epoch: 1 });
  await actions.start(domain);
  const before = await agent.facts();
  await fakeHost.reboot(20);
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ state: 'up' }));
  const after = await agent.facts();
  expect(after.bootId).not.toBe(before.bootId);
  expect(after.installation).toEqual(before.installation);
  expect(await actions.domain(domain)).toMatchObject({ state: 'stopped', reason: null });
  // As would survive a restart of the simulator.
  const again = createFakeHost({ saved: JSON.parse(JSON.stringify(fakeHost.save())) });
  expect(again.machine.domains.find(domain).uuid).toBe(domain.slice(3));
});

test('a host that is given to a new installation forgets the old one’s guards', async () => {
  const { fakeHost, agent, shell } = setUp();
  const guarded = (token: string) => codeOf(shell.run(['true'], { guard: { subject: 'vm-1', epoch: 1, token } }));
  await agent.stamp({ id: newId(), epoch: 1 });
  expect([await guarded('9'), await guarded('8')]).toEqual(['fine', 'fenced']);
  fakeHost.machine.home.stamp = '';
  await agent.stamp({ id: newId(), epoch: 1 });
  expect(await guarded('1')).toBe('fine');
});

test('libvirtd that dies is asked again; one that hangs or is down is said to', async () => {
  const { fakeHost, actions, make, domain, events, shell } = setUp();
  await make();
  await actions.start(domain);
  const resumed = () => events.filter(({ kind }) => kind === 'resumed').length;
  await vi.waitFor(() => expect(resumed()).toBe(1), 3_000);
  fakeHost.libvirtd.kill();
  expect(await actions.domain(domain)).toMatchObject({ state: 'running' });
  await vi.waitFor(() => expect(resumed()).toBe(2), 5_000);
  fakeHost.libvirtd.stop();
  expect(await codeOf(shell.run(virsh('destroy', domain), { timeoutMs: 50 }))).toBe('command_timeout');
  fakeHost.libvirtd.cont();
  expect(await actions.domain(domain)).toMatchObject({ state: 'running' });
  fakeHost.libvirtd.down();
  await expect(actions.forceOff(domain)).rejects.toThrow(/failed to connect to the hypervisor|does not answer/);
  fakeHost.libvirtd.up();
  await actions.forceOff(domain);
});

test('a full pool refuses uploads and volumes, and takes them when there is room', async () => {
  const { fakeHost, actions, spec } = setUp({ pool: { capacityBytes: 100_000 } });
  await expect(actions.ensureSeed(spec)).rejects.toThrow(/no space/i);
  fakeHost.machine.pool.capacityBytes = 2 ** 30;
  await actions.ensureSeed(spec);
});

test('a guest whose reboot may have been missed is not reset, and that is said', async () => {
  const { fakeHost, actions, make, domain, events } = setUp({ guest: { bootMs: 1, shutdownMs: 150 } });
  await make();
  await actions.start(domain);
  await vi.waitFor(() => expect(events.some(({ kind }) => kind === 'resumed')).toBe(true));
  const rebooted = actions.reboot(domain, 600);
  await vi.waitFor(() => expect(fakeHost.commands.get('reboot')).toBe(1), { interval: 5 });
  fakeHost.libvirtd.kill();
  await expect(rebooted).rejects.toThrow('whether it did was not seen');
  expect(fakeHost.commands.has('reset')).toBe(false);
  expect(await actions.reboot(domain, 5_000)).toBe('guest');
});

test('another host key quarantines nothing by itself: it is refused until the key is put right', async () => {
  const { fakeHost, agent, states } = setUp();
  await agent.facts();
  fakeHost.changeHostKey();
  await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ state: 'down', code: 'host_key_changed' }));
  expect(await codeOf(agent.facts())).toBe('host_key_changed');
  fakeHost.restoreHostKey();
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ state: 'up' }));
});

test('a flood of output fails its command, and is not kept', async () => {
  const { fakeHost, shell } = setUp();
  fakeHost.faults.flood('nodeinfo', 10_000_000);
  await expect(shell.run(virsh('nodeinfo'))).rejects.toThrow('printed more than');
});

test('guests that go their own way are told of, by the host’s own clock', async () => {
  const { fakeHost, actions, make, domain, events } = setUp();
  await make();
  await vi.waitFor(() => expect(events.length).toBeGreaterThan(0), 3_000);
  fakeHost.machine.clockSkewMs = 3_600_000;
  const told = async (act: () => void, event: string, detail: string) => {
    await actions.start(domain);
    act();
    await vi.waitFor(() => expect(events).toContainEqual(expect.objectContaining({ event, detail })));
  };
  await told(() => fakeHost.guest.powerOff(domain), 'Stopped', 'Shutdown');
  await told(() => fakeHost.guest.killQemu(domain), 'Stopped', 'Failed');
  expect(await actions.domain(domain)).toMatchObject({ state: 'crashed' });
  await told(() => fakeHost.guest.ioError(domain), 'Suspended', 'I/O Error');
  expect(await actions.domain(domain)).toMatchObject({ state: 'paused', reason: 'I/O error' });
  const last = events.at(-1);
  expect(last?.kind === 'lifecycle' && last.at.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
  await fakeHost.virsh(['resume', domain]);
  fakeHost.guest.ignoreAcpi(domain);
  expect(await actions.shutdown(domain, 50)).toBe(false);
  await fakeHost.virsh(['destroy', domain]);
  expect(await actions.domain(domain)).toMatchObject({ state: 'stopped', reason: 'destroyed' });
});

test('a line is split as virsh splits it', () => {
  expect(wordsOf(`echo a  'b c' "d\\"e" f\\ g ''`)).toEqual(['echo', 'a', 'b c', 'd"e', 'f g', '']);
});
