// A real host of the lab, held to what every host must do. VIRTFLEET_LAB: the lab as JSON; VIRTFLEET_LAB_KEY: the file of the key
// that opens it; VIRTFLEET_LAB_IMAGE: the file of a small qcow2 whose guest hears ACPI and runs a guest agent (`tiny`).
import { readFileSync } from 'node:fs';
import { newId } from '@virtfleet/contracts/ids';
import { createLog } from '@virtfleet/telemetry/log';
import { afterAll, expect, test, vi } from 'vitest';
import { createPersistentVirsh } from '../persistent-virsh.ts';
import { createSshShell } from '../shell/ssh/shell.ts';
import { newKey } from '../shell/ssh/test-server.ts';
import type { HostShell } from '../shell/types.ts';
import type { HostAddress } from '../types.ts';
import { codeOf } from './subject.ts';
import { conforms } from './suite.ts';

const given = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see the head of this file`);
  return value;
};

type LabHost = { name: string; address: string; port: number; user: string; hostKey: string };
const lab: { subnet: string; gateway: string; hostNetwork: string; pool: string; hosts: LabHost[] } = JSON.parse(
  given('VIRTFLEET_LAB'),
);
const privateKey = readFileSync(given('VIRTFLEET_LAB_KEY'), 'utf8');
const log = createLog('test');

function firstHost(): HostAddress {
  const [host] = lab.hosts;
  if (!host) throw new Error('The lab has no hosts');
  const { name, address, port, user, hostKey } = host;
  return { id: newId(), name, address, port, user, hostKeys: [hostKey], pool: lab.pool };
}
const host = firstHost();
const shell = createSshShell({ ...host, privateKey }, log);
afterAll(() => shell.close());

conforms({
  host,
  connect: (address) => createSshShell({ ...address, privateKey }, createLog('silent')),
  // The lab is shared: its own stamp is none of our business.
  async newHome() {
    const home = (await shell.run(['mktemp', '-d'])).stdout.trim();
    const elsewhere = createSshShell({ ...host, privateKey }, log);
    const stamp = `${home}/.virtfleet/installation.json`;
    return {
      shell: { ...elsewhere, run: (argv, options) => elsewhere.run(['env', `HOME=${home}`, ...argv], options) },
      write: async (text) => void (await shell.run(['tee', stamp], { stdin: { text } })),
      async end() {
        const files = (await shell.run(['find', home, '-type', 'f'])).stdout.trim();
        expect(files).toBe(stamp);
        await shell.run(['rm', '-r', home]);
        await elsewhere.close();
      },
    };
  },
  network: lab.hostNetwork,
  address: lab.gateway.replace(/\d+$/, '99'),
  gateway: lab.gateway,
  virtTypes: ['qemu'],
  image: readFileSync(given('VIRTFLEET_LAB_IMAGE')),
});

test('a host that knows our key not is unreachable, and why is said', async () => {
  const stranger = createSshShell({ ...host, privateKey: newKey().private }, createLog('silent'));
  await expect(stranger.run(['true'], { ownConnection: true })).rejects.toMatchObject({
    code: 'host_unreachable',
    message: expect.stringContaining('refuses our SSH key'),
  });
  await stranger.close();
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
  const own = createPersistentVirsh(telling, log, { timeoutMs: 2_000 });
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
