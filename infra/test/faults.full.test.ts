// What goes wrong under a whole Virtfleet on real hosts, and how it comes out. Each ends with rows and hosts in agreement.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bootHost, crashHost, cutHost, fastHost, freezeHost, healHost, slowHost, thawHost } from '../lab/faults.ts';
import { isAlive, processId } from '../processes.ts';
import { until } from '../run.ts';
import { type FullStack, fullStack, type Vm } from './full-stack.ts';

const hosts = [1, 2];
const pool = '/var/lib/libvirt/images/virtfleet';
let stack: FullStack;
let made: Vm[] = [];

beforeAll(async () => {
  stack = await fullStack();
});
afterAll(async () => {
  await stack?.stop();
});
/** Whatever happened: rows and hosts agree, all VMs can be deleted, and then there is nothing. */
afterEach(async () => {
  for (const host of hosts) await fastHost(stack.labDir, host);
  await stack.truth();
  await Promise.all(made.map((vm) => stack.remove(vm)));
  made = [];
  await stack.truth();
});

async function create(name: string, imageId?: string): Promise<Vm> {
  const vm = await stack.create(name, imageId);
  made.push(vm);
  return vm;
}

/** A create that is caught in the middle: the seed goes over a line so slow that there is time. */
async function creating(name: string): Promise<Vm> {
  for (const host of hosts) await slowHost(stack.labDir, host, 256);
  const vm = await create(name);
  await stack.inStep(vm.operationId, 'write seed');
  return vm;
}

const told = async (vm: Vm) =>
  (await stack.tenant.query('vms.get', { vmId: vm.vmId })) as {
    status: { state: string; evidence: string | null };
    failure: string | null;
  };
/** Its libvirtd, once it runs. */
const libvirtd = (host: number): Promise<number> =>
  until('libvirtd', 30_000, async () => {
    const pid = Number(await stack.onHost(host, 'systemctl', 'show', '-p', 'MainPID', '--value', 'libvirtd'));
    // Never 0, which kill(1) takes for its own group.
    return pid > 1 ? pid : null;
  });

test('QEMU is killed: its VM is seen crashed within seconds, and starts again', async () => {
  const vm = await create('qemu-killed');
  await stack.ended(vm.operationId);
  await stack.power(vm, 'running');
  await stack.onHost(vm.host, 'sh', '-c', `kill -9 "$(cat /run/libvirt/qemu/${vm.domainName}.pid)"`);
  await stack.power(vm, 'crashed', 3_000);
  expect((await told(vm)).status).toMatchObject({ state: 'crashed', evidence: 'crashed' });
  const { operationId } = (await stack.tenant.mutate('vms.start', { vmId: vm.vmId })) as { operationId: string };
  expect(await stack.ended(operationId)).toEqual({ status: 'done', error: null });
});

test('a host is cut off in the middle of a create: it is told, and healed the create ends by itself', async () => {
  const vm = await creating('cut');
  await cutHost(stack.labDir, vm.host);
  await stack.hostIs(vm.host, 'unreachable');
  expect((await told(vm)).status).toMatchObject({ state: 'creating', evidence: expect.stringMatching(/^host silent/) });
  await fastHost(stack.labDir, vm.host);
  await healHost(stack.labDir, vm.host);
  expect(await stack.ended(vm.operationId)).toEqual({ status: 'done', error: null });
  await stack.power(vm, 'running');
});

test('cut off for so long that the create gives up: what was made waits, and goes when the host is back', async () => {
  const vm = await creating('cut-long');
  await cutHost(stack.labDir, vm.host);
  await stack.inStatus(vm.operationId, 'stuck');
  expect((await told(vm)).status).toMatchObject({ state: 'creating', evidence: expect.stringMatching(/^host silent/) });
  await fastHost(stack.labDir, vm.host);
  await healHost(stack.labDir, vm.host);
  expect(await stack.ended(vm.operationId)).toMatchObject({ status: 'failed' });
  expect((await told(vm)).status.state).toBe('failed');
});

test('a host is cut off in the middle of an upload: no half image is ever used, and the next attempt is whole', async () => {
  const image = await stack.freshImage();
  for (const host of hosts) await slowHost(stack.labDir, host, 8_000);
  const vm = await create('upload', image.id);
  await until('some of the bytes', 60_000, async () => {
    const listed = await stack.onHost(vm.host, 'sh', '-c', `du -k ${pool}/img-${image.sha256}-* || true`);
    return Number(listed.split('\t')[0]) > 1_024;
  });
  await cutHost(stack.labDir, vm.host);
  await stack.hostIs(vm.host, 'unreachable');
  await fastHost(stack.labDir, vm.host);
  await healHost(stack.labDir, vm.host);
  expect(await stack.ended(vm.operationId)).toEqual({ status: 'done', error: null });
  await stack.power(vm, 'running');
});

test('a host freezes in the middle of a create, and thaws', async () => {
  const vm = await creating('frozen');
  await freezeHost(stack.labDir, vm.host);
  await stack.hostIs(vm.host, 'unreachable');
  expect((await told(vm)).status.evidence).toMatch(/^host silent/);
  await fastHost(stack.labDir, vm.host);
  await thawHost(stack.labDir, vm.host);
  expect(await stack.ended(vm.operationId)).toEqual({ status: 'done', error: null });
  await stack.power(vm, 'running');
});

test('a host loses its power in the middle of a create, and boots: the create ends, and VMs that ran are seen stopped', async () => {
  const before = await create('ran-before');
  await stack.ended(before.operationId);
  const vm = await creating('power');
  await crashHost(stack.labDir, 1);
  await crashHost(stack.labDir, 2);
  await stack.hostIs(1, 'unreachable');
  await stack.hostIs(2, 'unreachable');
  await Promise.all(hosts.map((host) => bootHost(stack.labDir, host, () => {})));
  const { status } = await stack.ended(vm.operationId);
  expect(['done', 'failed']).toContain(status);
  await stack.power(before, 'stopped');
});

test('libvirtd is killed in the middle of a create, again and again', async () => {
  const vm = await creating('libvirtd-killed');
  for (let i = 0; i < 3; i++) {
    const pid = await libvirtd(vm.host);
    await stack.onHost(vm.host, 'kill', '-9', String(pid));
    await until('another libvirtd', 30_000, async () => (await libvirtd(vm.host)) !== pid);
  }
  await fastHost(stack.labDir, vm.host);
  const { status } = await stack.ended(vm.operationId);
  expect(['done', 'failed']).toContain(status);
});

test('libvirtd hangs in the middle of a create until it is given up, and goes on: nothing of it is left', async () => {
  const vm = await creating('libvirtd-hangs');
  const pid = await libvirtd(vm.host);
  await stack.onHost(vm.host, 'kill', '-STOP', String(pid));
  await fastHost(stack.labDir, vm.host);
  await stack.inStatus(vm.operationId, 'undoing', 'stuck');
  await stack.onHost(vm.host, 'kill', '-CONT', String(pid));
  expect(await stack.ended(vm.operationId)).toMatchObject({ status: 'failed' });
});

test('the pool is full while a volume is made: the create says so, and leaves nothing', async () => {
  // All that is there, on a tmpfs that has no room for more.
  const fill = `set -e
    mkdir -p /run/full
    mount -t tmpfs -o "size=$(($(du -sk ${pool} | cut -f1) + 64))k,mode=711" full /run/full
    cp -a ${pool}/. /run/full/
    cat /dev/zero > /run/full/filler 2>/dev/null || true
    mount --bind /run/full ${pool}`;
  const empty = `umount -l ${pool} && umount -l /run/full && virsh -q pool-refresh virtfleet`;
  for (const host of hosts) await stack.onHost(host, 'sh', '-c', fill);
  try {
    const vm = await create('pool-full');
    const { status, error } = await stack.ended(vm.operationId);
    expect(status).toBe('failed');
    expect(error).toBe('No space is left on the host: its storage pool is full');
    expect((await told(vm)).failure).toBe(error);
  } finally {
    for (const host of hosts) await stack.onHost(host, 'sh', '-c', empty);
  }
  const next = await create('pool-has-room');
  expect(await stack.ended(next.operationId)).toEqual({ status: 'done', error: null });
});

test('the worker is killed in the middle of a create: another takes it on within 15 s, and it ends whole', async () => {
  const vm = await creating('worker-killed');
  const killed = stack.signal('worker', 'SIGKILL');
  const from = performance.now();
  await fastHost(stack.labDir, vm.host);
  expect(await stack.ended(vm.operationId)).toEqual({ status: 'done', error: null });
  expect(performance.now() - from).toBeLessThan(20_000);
  expect(stack.pidOf('worker')).not.toBe(killed);
  await stack.power(vm, 'running');
});

test('the worker stands still until its lease is over, in the middle of a create, and wakes', async () => {
  const vm = await creating('worker-frozen');
  const frozen = stack.signal('worker', 'SIGSTOP');
  await until('the end of its lease', 30_000, async () => {
    return (await stack.rows('SELECT 1 FROM worker WHERE expires_at > now()')).length === 0;
  });
  await fastHost(stack.labDir, vm.host);
  process.kill(frozen, 'SIGCONT');
  expect(await stack.ended(vm.operationId)).toEqual({ status: 'done', error: null });
  await stack.power(vm, 'running');
});

test('Postgres is killed while VMs are made: all of them are made', async () => {
  const vms = await Promise.all(['one', 'two', 'three', 'four', 'five'].map((name) => create(`load-${name}`)));
  await stack.begun(vms[0]?.operationId ?? '', 'create volumes');
  const id = processId(stack.pidOf('postgres'));
  stack.signal('postgres', 'SIGKILL');
  await until('its end', 10_000, async () => !isAlive(id));
  for (const vm of vms) expect(await stack.ended(vm.operationId)).toEqual({ status: 'done', error: null });
  for (const vm of vms) await stack.power(vm, 'running');
});

test('the worker’s connections to Postgres are cut again and again while VMs are made: all of them are made', async () => {
  const vms = await Promise.all(['six', 'seven', 'eight'].map((name) => create(`cuts-${name}`)));
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'virtfleet%'`;
  for (const vm of vms)
    await until(vm.name, 120_000, async () => {
      await stack.rows(cut);
      const [row] = await stack.rows<{ ended: boolean }>(
        'SELECT ended_at IS NOT NULL AS ended FROM operation WHERE id = $1',
        [vm.operationId],
      );
      return row?.ended === true;
    });
  for (const vm of vms) expect(await stack.ended(vm.operationId)).toEqual({ status: 'done', error: null });
});

test('a host shows another key: it is left alone, and said so, until it shows its own again', async () => {
  const vm = await create('host-key');
  await stack.ended(vm.operationId);
  const key = '/etc/ssh/ssh_host_ed25519_key';
  const restart = 'systemctl restart ssh && { pkill -f "^sshd: virtfleet" || true; }';
  await stack.onHost(
    vm.host,
    'sh',
    '-c',
    `mv ${key} ${key}.own && ssh-keygen -q -t ed25519 -N '' -f ${key} && ${restart}`,
  );
  try {
    await stack.hostIs(vm.host, 'quarantined');
    expect((await told(vm)).status).toMatchObject({ state: 'unreachable', evidence: 'host quarantined' });
    await expect(stack.tenant.mutate('vms.stop', { vmId: vm.vmId })).rejects.toThrow('quarantined');
  } finally {
    await stack.onHost(vm.host, 'sh', '-c', `mv ${key}.own ${key} && ${restart}`);
  }
  await stack.hostIs(vm.host, 'up');
});
