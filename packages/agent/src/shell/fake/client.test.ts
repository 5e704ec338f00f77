import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { codeOf } from '../../conformance/subject.ts';
import type { ConnectionState } from '../../types.ts';
import { virsh } from '../../virsh.ts';
import { controlSimulator, createSimulatedShell } from './client.ts';
import { createFakeHost } from './host.ts';
import { serveFakeHosts } from './server.ts';

function setUp() {
  const dir = mkdtempSync(join(tmpdir(), 'virtfleet-simulator-'));
  const socketPath = join(dir, 'socket');
  const fakeHost = createFakeHost();
  let server: Server | undefined;
  const serve = () =>
    new Promise<void>((resolve) => {
      server = serveFakeHosts(new Map([[fakeHost.name, fakeHost]])).listen(socketPath, resolve);
    });
  const connect = (name = fakeHost.name) => {
    const shell = createSimulatedShell({ socketPath, name, hostKeys: [fakeHost.hostKey] });
    onTestFinished(() => shell.close());
    return shell;
  };
  onTestFinished(() => {
    server?.close();
    rmSync(dir, { recursive: true });
  });
  return { fakeHost, socketPath, serve, connect, control: controlSimulator.bind(null, socketPath, fakeHost.name) };
}

test('a host is reached when its simulator comes, and survives who was connected', async () => {
  const { serve, connect, fakeHost } = setUp();
  const states: ConnectionState[] = [];
  const first = connect();
  first.onConnection((state) => states.push(state));
  expect(await codeOf(first.run(['true']))).toBe('host_unreachable');
  await serve();
  await vi.waitFor(() => expect(states.at(-1)).toEqual({ state: 'up' }), 3_000);
  const xml = '<volume><name>a</name><capacity>1</capacity><allocation>0</allocation></volume>';
  await first.run(virsh('vol-create', 'virtfleet', '/dev/stdin'), { stdin: { text: xml } });
  await first.close();
  expect((await connect().run(virsh('vol-list', 'virtfleet'))).stdout).toContain(' a ');
  await vi.waitFor(() => expect(fakeHost.connections.size).toBe(1));
});

test('what is done to a host from outside is done to all who are connected', async () => {
  const { serve, connect, control } = setUp();
  await serve();
  const [one, other] = [connect(), connect()];
  await Promise.all([one.run(['true']), other.run(['true'])]);
  await control({ do: 'fail', on: 'true', times: 1, stderr: 'error: no luck\n' });
  await expect(one.run(['true'])).rejects.toThrow('no luck');
  await control({ do: 'cut' });
  expect(await Promise.all([one, other].map((shell) => codeOf(shell.run(['true']))))).toEqual([
    ...['host_unreachable', 'host_unreachable'],
  ]);
  await control({ do: 'heal' });
  await vi.waitFor(async () => expect(await codeOf(other.run(['true']))).toBe('fine'));
  expect(await control({ do: 'virsh', words: ['net-list', '--name'] })).toBe('lab\n');
});

test('a host that nobody plays is out of reach, and said to be', async () => {
  const { serve, connect } = setUp();
  await serve();
  await expect(connect('sim-99').run(['true'])).rejects.toMatchObject({
    code: 'host_unreachable',
    message: 'No simulated host has the name sim-99',
  });
});
