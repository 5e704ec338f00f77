import { Readable } from 'node:stream';
import type { CommandRecord } from '@virtfleet/contracts/command';
import { createLog } from '@virtfleet/telemetry/log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordedOutputBytes, recordingShell } from './recorder.ts';
import { createSshShell } from './shell/ssh/shell.ts';
import { newKey, startTestServer, type TestServer } from './shell/ssh/test-server.ts';
import type { HostShell } from './shell/types.ts';

let server: TestServer;
let plain: HostShell;
let shell: HostShell;
const commands: CommandRecord[] = [];
const lastRecord = () => commands.at(-1);

beforeAll(async () => {
  server = await startTestServer();
  const { port, hostKey } = server;
  const target = {
    name: 'h1',
    address: '127.0.0.1',
    port,
    user: 'virtfleet',
    hostKeys: [hostKey.public],
    privateKey: newKey().private,
  };
  plain = createSshShell(target, createLog('test'));
  shell = recordingShell(plain, (command) => commands.push(command));
});
afterAll(async () => {
  await plain.close();
  await server.close();
});

test('the command itself is kept, without what guards it', async () => {
  await shell.run(['echo', 'a b'], { stdin: { text: 'in' } });
  expect(lastRecord()).toMatchObject({
    argv: ['echo', 'a b'],
    stdinText: 'in',
    stdinBytes: null,
    stdout: 'a b\n',
    stderr: '',
    exitCode: 0,
    error: null,
  });
  expect(lastRecord()?.startedAt).toBeInstanceOf(Date);
});

test('secrets are in no part of it, nor in the error', async () => {
  const secret = 'hunter2';
  const script = 'cat; echo "no $1" >&2; exit 4';
  const running = shell.run(['sh', '-c', script, 'x', secret], {
    redact: [secret],
    stdin: { text: `password: ${secret}` },
  });
  const error = await running.catch((caught: unknown) => caught);
  expect(JSON.stringify([error, commands.at(-1), String(error)])).not.toContain(secret);
  expect(lastRecord()).toMatchObject({
    exitCode: 4,
    stdout: 'password: [redacted]',
    stderr: 'no [redacted]\n',
    error: 'no [redacted]',
  });
});

test('bytes are kept as size and hash, streams as what they were said to be', async () => {
  await shell.run(['cat'], { stdin: { bytes: Buffer.from('abc') } });
  const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(lastRecord()).toMatchObject({ stdinText: null, stdinBytes: 3, stdinSha256: sha256 });
  await shell.run(['cat'], { stdin: { stream: () => Readable.from(['abc']), sizeBytes: 3, sha256 } });
  expect(lastRecord()).toMatchObject({ stdinText: null, stdinBytes: 3, stdinSha256: sha256 });
});

test('long output is cut between characters, and says so; no NUL, which Postgres refuses', async () => {
  await shell.run(['sh', '-c', `head -c 3 /dev/zero; printf x; yes é | head -n 50000 | tr -d '\\n'`]);
  const kept = lastRecord()?.stdout ?? '';
  expect(Buffer.byteLength(kept)).toBeLessThan(recordedOutputBytes + 100);
  expect(kept).toMatch(/^\uFFFD{3}xé+\n\[\d+ more bytes were not kept\]$/);
});

test('what came to no end is kept with why', async () => {
  await shell.run(['sleep', '20'], { timeoutMs: 50 }).catch(() => {});
  expect(lastRecord()).toMatchObject({
    argv: ['sleep', '20'],
    exitCode: null,
    error: expect.stringContaining('in time'),
  });
});
