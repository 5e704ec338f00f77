import { Readable } from 'node:stream';
import { newId } from '@virtfleet/contracts/ids';
import { createLog } from '@virtfleet/telemetry/log';
import { describe, expect, test } from 'vitest';
import { createHostAgent } from '../host-agent.ts';
import type { PersistentVirsh } from '../persistent-virsh.ts';
import { newKey } from '../shell/ssh/test-server.ts';
import type { HostShell } from '../shell/types.ts';
import { stampHost } from '../stamp.ts';
import type { ConnectionState, HostAgent } from '../types.ts';
import { virsh } from '../virsh.ts';
import { codeOf, type Subject } from './subject.ts';

/** What a host is held to whatever VMs it has. `at`: the connections to it, once they are there. */
export function hostConforms(
  subject: Subject,
  at: () => { agent: HostAgent; shell: HostShell; reads: PersistentVirsh },
) {
  const { host } = subject;

  describe('a host', () => {
    test('tells what it is', async () => {
      const facts = await at().agent.facts();
      expect(facts).toMatchObject({
        arch: 'x86_64',
        networks: expect.arrayContaining([subject.network]),
        virtTypes: subject.virtTypes,
      });
      expect(facts.bootId).toMatch(/^[0-9a-f-]{36}$/);
      expect(facts.poolAvailableBytes).toBeGreaterThan(0);
      expect(facts.memoryMib).toBeGreaterThan(100);
      expect(facts.libvirtVersion).toMatch(/^\d+\.\d+\.\d+$/);
    });

    test('carries one installation, and none other by mistake', async () => {
      const home = await subject.newHome();
      const [first, second] = [newId(), newId()];
      const stamping = [first, second].map((id) => codeOf(stampHost(home.shell, host, { id, epoch: 1 })));
      const racing = await Promise.all(stamping);
      expect(racing.toSorted()).toEqual(['fine', 'host_quarantined']);
      const winner = racing[0] === 'fine' ? first : second;
      await stampHost(home.shell, host, { id: winner, epoch: 1 });
      await stampHost(home.shell, host, { id: winner, epoch: 2 });
      expect(await codeOf(stampHost(home.shell, host, { id: winner, epoch: 1 }))).toBe('host_quarantined');
      await home.write('garbage');
      expect(await codeOf(stampHost(home.shell, host, { id: winner, epoch: 2 }))).toBe('host_quarantined');
      await home.end();
    });

    test('whose key is another than the pinned one is refused, and said', async () => {
      const address = { ...host, hostKeys: [newKey().public] };
      const other = createHostAgent(address, subject.connect(address), createLog('silent'));
      const states: ConnectionState[] = [];
      other.onConnection((state) => states.push(state));
      expect(await codeOf(other.facts())).toBe('host_key_changed');
      expect(states).toMatchObject([{ state: 'down', code: 'host_key_changed' }]);
      await other.close();
    });

    test('refuses the late commands of who came before', async () => {
      const guard = { subject: `vm-${newId()}`, epoch: 1, token: '7' };
      await at().shell.run(['true'], { guard });
      await at().shell.run(['true'], { guard: { ...guard, token: '8' } });
      expect(await codeOf(at().shell.run(['true'], { guard }))).toBe('fenced');
      await at().shell.run(['true'], { guard: { ...guard, epoch: 2, token: '1' } });
      expect(await codeOf(at().shell.run(['true'], { guard: { ...guard, token: '9' } }))).toBe('fenced');
      await at().shell.run(['true'], { guard: { ...guard, subject: `vm-${newId()}` } });
    });

    test('ends what takes too long, and what is no longer wanted', async () => {
      const slow = { stdin: { stream: () => new Readable({ read() {} }), sizeBytes: 1, sha256: '' } };
      const run = (options: { timeoutMs?: number; signal?: AbortSignal }) =>
        codeOf(at().shell.run(virsh('define', '/dev/stdin'), { ...slow, ...options }));
      expect(await run({ timeoutMs: 200 })).toBe('command_timeout');
      expect(await run({ signal: AbortSignal.timeout(200) })).toBe('cancelled');
      expect(await codeOf(at().shell.run(virsh('capabilities'), { maxOutputBytes: 10 }))).toBe('command_failed');
    });
  });

  describe('reads by one virsh that stays', () => {
    test('its own reader gives words back as they were, however long or odd', async () => {
      for (const words of [
        ['a b', "it's", '"', '\\', '#', ';x', '$HOME', '~', '!!'],
        ['y'.repeat(3000)],
        ['z'.repeat(64), 'z'.repeat(79)],
      ])
        expect(await at().reads.read('echo', ...words)).toEqual({ ok: true, stdout: words.join(' ') });
      expect(await at().reads.read('echo', '--shell', "it's", 'a b')).toEqual({ ok: true, stdout: `'it'\\''s' 'a b'` });
    });

    test('answers come one by one, in order, errors too', async () => {
      const answers = await Promise.all([
        at().reads.read('domstate', 'vf-none'),
        at().reads.read('echo', 'one'),
        at().reads.read('vol-dumpxml', '--pool', host.pool, 'none.qcow2'),
        at().reads.read('capabilities'),
        at().reads.read('echo', 'two'),
        at().reads.read('pool-dumpxml', 'none'),
        at().reads.read('domcapabilities', '--virttype', 'xen'),
      ]);
      expect(answers.map((answer) => answer.ok)).toEqual([false, true, false, true, true, false, false]);
      expect([answers[1], answers[4]]).toMatchObject([{ stdout: 'one' }, { stdout: 'two' }]);
      expect(answers[3]).toMatchObject({ stdout: expect.stringMatching(/^<capabilities>[\s\S]*<\/capabilities>\n/) });
      expect([answers[0], answers[2], answers[5]]).toMatchObject([
        { said: "failed to get domain 'vf-none'" },
        {
          said: "failed to get vol 'none.qcow2': Storage volume not found: no storage vol with matching path 'none.qcow2'",
        },
        { said: "failed to get pool 'none': Storage pool not found: no storage pool with matching name 'none'" },
      ]);
    });
  });
}
