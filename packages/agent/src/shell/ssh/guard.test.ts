import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@virtfleet/telemetry/log';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Guard, HostShell } from '../types.ts';
import { createSshShell } from './shell.ts';
import { newKey, startTestServer, type TestServer } from './test-server.ts';

process.env.VIRTFLEET_LOG_LEVEL = 'silent';
const home = mkdtempSync(join(tmpdir(), 'virtfleet-guard-'));
const file = join(home, '.virtfleet/guards/vm-1');
const ran = join(home, 'ran');
let server: TestServer;
let shell: HostShell;

beforeEach(async () => {
  mkdirSync(home, { recursive: true });
  server = await startTestServer({ home });
  const target = {
    name: 'h1',
    address: '127.0.0.1',
    port: server.port,
    user: 'virtfleet',
    hostKeys: [server.hostKey.public],
    privateKey: newKey().private,
  };
  shell = createSshShell(target, createLog('test'));
});
afterEach(async () => {
  await shell.close();
  await server.close();
  rmSync(home, { recursive: true });
});

const as = (epoch: number, token: number, subject = 'vm-1'): Guard => ({ subject, epoch, token: `${token}` });
const codeOf = (running: Promise<unknown>) =>
  running.then(
    () => 'fine',
    (error: { code?: string }) => error.code,
  );
const note = (guard: Guard, word: string) => codeOf(shell.run(['sh', '-c', `echo ${word} >> ${ran}`], { guard }));

test('a lower token or epoch is refused and does nothing; the same and a higher one go through', async () => {
  expect(await note(as(1, 9), 'first')).toBe('fine');
  expect(await note(as(1, 9), 'same')).toBe('fine');
  expect(await note(as(1, 8), 'late')).toBe('fenced');
  expect(await note(as(1, 10), 'higher')).toBe('fine');
  expect(await note(as(2, 1), 'restored')).toBe('fine');
  expect(await note(as(1, 900), 'before the restore')).toBe('fenced');
  expect(await note(as(1, 1, 'vm-2'), 'another')).toBe('fine');
  expect(readFileSync(ran, 'utf8').split('\n').slice(0, -1)).toEqual([
    'first',
    'same',
    'higher',
    'restored',
    'another',
  ]);
});

test('raised by nothing but a word, and only an absent or empty file is zero', async () => {
  await shell.run(['true'], { guard: as(1, 100) });
  expect(await note(as(1, 99), 'late')).toBe('fenced');
  writeFileSync(file, '');
  expect(await note(as(1, 1), 'empty')).toBe('fine');
  for (const garbage of ['x', '1', '1 ', '1 2 3\n', '-1 5\n', '1 5']) {
    writeFileSync(file, garbage);
    expect([garbage, await note(as(9, 9), 'unread')]).toEqual([garbage, 'command_failed']);
  }
  expect(readFileSync(ran, 'utf8')).toBe('empty\n');
});

test('argv, stdin, output and exit code are those of the command', async () => {
  const guard = as(1, 1);
  expect((await shell.run(['printf', '%s|', "it's", '$HOME', 'a  b'], { guard })).stdout).toBe("it's|$HOME|a  b|");
  expect((await shell.run(['cat'], { guard, stdin: { text: 'grüße' } })).stdout).toBe('grüße');
  expect(await shell.run(['sh', '-c', 'exit 76'], { guard, okExitCodes: [76] })).toMatchObject({ exitCode: 76 });
  await expect(shell.run(['sh', '-c', 'echo "error: no" >&2; exit 3'], { guard })).rejects.toMatchObject({
    code: 'command_failed',
    message: 'no',
  });
});

test('one at a time: what is late waits for what runs, and is refused after it', async () => {
  const slow = shell.run(['sh', '-c', `echo in >> ${ran}; sleep 0.3; echo out >> ${ran}`], { guard: as(1, 1) });
  await vi.waitFor(() => expect(readFileSync(ran, 'utf8')).toBe('in\n'));
  expect(await note(as(1, 2), 'next')).toBe('fine');
  await slow;
  expect(readFileSync(ran, 'utf8')).toBe('in\nout\nnext\n');
  const tokens = Array.from({ length: 30 }, () => 3 + Math.floor(Math.random() * 1000));
  rmSync(ran);
  await Promise.all(tokens.map((token) => note(as(1, token), `${token}`)));
  const order = readFileSync(ran, 'utf8').trim().split('\n').map(Number);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('a timeout leaves no child behind, nor its lock', async () => {
  const stubborn = ['sh', '-c', `trap "" TERM; sleep 61 & sleep 61; echo outlived >> ${ran}`];
  expect(await codeOf(shell.run(stubborn, { guard: as(1, 1), timeoutMs: 200 }))).toBe('command_timeout');
  expect(await note(as(1, 2), 'next')).toBe('fine');
  expect(readFileSync(ran, 'utf8')).toBe('next\n');
}, 20_000);
