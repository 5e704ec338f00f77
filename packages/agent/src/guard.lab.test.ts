// The guard on a real host, under its own sshd and coreutils. VIRTFLEET_LAB and VIRTFLEET_LAB_KEY as in host-agent.lab.test.ts.
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { newId } from '@virtfleet/contracts/ids';
import { createLog } from '@virtfleet/telemetry/log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSshShell } from './shell/ssh/shell.ts';
import type { Guard, HostShell } from './shell/types.ts';
import { openSshHost } from './ssh-host.ts';
import type { HostAddress } from './types.ts';

const given = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see the head of this file`);
  return value;
};
const lab: { pool: string; hosts: { name: string; address: string; port: number; user: string; hostKey: string }[] } =
  JSON.parse(given('VIRTFLEET_LAB'));
const privateKey = readFileSync(given('VIRTFLEET_LAB_KEY'), 'utf8');
const log = createLog('test');

const subject = `vm-${newId()}`;
const guard = (token: number): Guard => ({ subject, epoch: 1, token: `${token}` });
const codeOf = (running: Promise<unknown>) =>
  running.then(
    () => 'fine',
    (error: { code?: string }) => error.code,
  );

let host: HostAddress;
let shell: HostShell;
beforeAll(() => {
  const [first] = lab.hosts;
  if (!first) throw new Error('The lab has no hosts');
  host = { ...first, id: newId(), hostKeys: [first.hostKey], pool: lab.pool };
  shell = createSshShell({ ...host, privateKey }, log);
});
afterAll(async () => {
  await shell.run(['sh', '-c', `rm -f "$HOME/.virtfleet/guards/${subject}"`]);
  await shell.close();
});

test('what the frozen worker sends late is refused, over another connection too', async () => {
  const [frozen, owner] = [0, 1].map(() => openSshHost({ host, privateKey, log }));
  if (!frozen || !owner) throw new Error('no agents');
  const domain = `vf-${subject}`;
  const records: { argv: string[]; error: string | null }[] = [];
  const late = frozen.recorded((command) => records.push(command), guard(5));
  expect(await codeOf(late.forceOff(domain))).toBe('fine');
  await owner.raise(guard(6));
  expect(await codeOf(late.forceOff(domain))).toBe('fenced');
  expect(await codeOf(owner.recorded(() => {}, guard(6)).forceOff(domain))).toBe('fine');
  // The record is of the command itself, and says why it did nothing.
  expect(records.at(-1)).toMatchObject({ argv: ['virsh', '-q', '-c', 'qemu:///system', 'destroy', domain] });
  expect(records.at(-1)?.error).toContain('came too late');
  await Promise.all([frozen.close(), owner.close()]);
});

test('neither a cancel nor a timeout leaves a child behind, nor its lock', async () => {
  const seconds = () => String(randomInt(10_000, 99_999));
  const running = async (mark: string) =>
    (await shell.run(['pgrep', '-f', `[s]leep ${mark}`], { okExitCodes: [0, 1] })).stdout
      .trim()
      .split('\n')
      .filter(Boolean);
  const stubborn = (mark: string) => ['sh', '-c', `trap "" TERM; sleep ${mark} & sleep ${mark}; :`];

  const cancelled = seconds();
  const cancel = new AbortController();
  const first = codeOf(shell.run(stubborn(cancelled), { guard: guard(10), signal: cancel.signal }));
  await expect.poll(() => running(cancelled)).not.toEqual([]);
  cancel.abort();
  expect(await first).toBe('cancelled');
  expect(await codeOf(shell.run(['true'], { guard: guard(11) }))).toBe('fine');
  expect(await running(cancelled)).toEqual([]);

  const late = seconds();
  expect(await codeOf(shell.run(stubborn(late), { guard: guard(12), timeoutMs: 300 }))).toBe('command_timeout');
  expect(await codeOf(shell.run(['true'], { guard: guard(13) }))).toBe('fine');
  expect(await running(late)).toEqual([]);
});
