import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { createLog } from '@virtfleet/telemetry/log';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ConnectionState, HostShell } from '../types.ts';
import { pauseMs } from './connection.ts';
import { createSshShell } from './shell.ts';
import { newKey, startTestServer, type TestServer, type TestServerOptions } from './test-server.ts';

process.env.VIRTFLEET_LOG_LEVEL = 'silent';
const log = createLog('test');
const times = { connectTimeoutMs: 3_000, keepaliveMs: 500, firstPauseMs: 10, longestPauseMs: 100 };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(options?: TestServerOptions): Promise<TestServer> {
  const server = await startTestServer(options);
  closing.push(() => server.close());
  return server;
}

function connect(server: Pick<TestServer, 'port' | 'hostKey'>): HostShell {
  const target = {
    name: 'h1',
    address: '127.0.0.1',
    port: server.port,
    user: 'virtfleet',
    hostKeys: [server.hostKey.public],
    privateKey: newKey().private,
  };
  const shell = createSshShell(target, log, times);
  closing.push(() => shell.close());
  return shell;
}

/** The rejection's code, so that a test reads as one line. */
const codeOf = (running: Promise<unknown>) =>
  running.then(
    () => 'fine',
    (error: { code?: string }) => error.code,
  );

describe('run', () => {
  test('argv arrives as it is; output, exit code and stderr come back', async () => {
    const shell = connect(await serve());
    expect(await shell.run(['printf', '%s|', "it's", '$HOME', 'a  b'])).toMatchObject({
      exitCode: 0,
      stdout: "it's|$HOME|a  b|",
      stderr: '',
    });
    const failing = shell.run(['sh', '-c', 'echo "error: no such thing: $1" >&2; exit 3', 'x', 'tok3n'], {
      redact: ['tok3n'],
    });
    await expect(failing).rejects.toMatchObject({
      code: 'command_failed',
      message: 'no such thing: [redacted]',
      data: { exitCode: 3 },
    });
    expect(await shell.run(['sh', '-c', 'exit 3'], { okExitCodes: [3] })).toMatchObject({ exitCode: 3 });
  });

  test('in the C locale, with stdin as text, bytes and stream', async () => {
    const shell = connect(await serve());
    expect((await shell.run(['sh', '-c', 'echo $LC_ALL'])).stdout).toBe('C\n');
    expect((await shell.run(['cat'])).stdout).toBe('');
    expect((await shell.run(['cat'], { stdin: { text: 'grüße' } })).stdout).toBe('grüße');
    const bytes = randomBytes(5_000_000);
    const sum = createHash('sha256').update(bytes).digest('hex');
    const hashed = async (stdin: Parameters<HostShell['run']>[1]) =>
      (await shell.run(['sha256sum'], stdin)).stdout.slice(0, 64);
    expect(await hashed({ stdin: { bytes } })).toBe(sum);
    const stream = () => Readable.from(chunksOf(bytes, 60_000));
    expect(await hashed({ stdin: { stream, sizeBytes: bytes.length, sha256: sum }, ownConnection: true })).toBe(sum);
  });

  test('a source that breaks fails the command: half never passes for whole', async () => {
    const shell = connect(await serve());
    const stream = () =>
      Readable.from(
        (function* () {
          yield Buffer.alloc(1000);
          throw new Error('disk gone');
        })(),
      );
    const running = shell.run(['sh', '-c', 'cat >/dev/null && echo whole'], {
      stdin: { stream, sizeBytes: 2000, sha256: '' },
    });
    await expect(running).rejects.toMatchObject({ code: 'command_failed' });
  });

  test('a command that does not read its stdin to the end is no trouble', async () => {
    const shell = connect(await serve());
    const stream = () => Readable.from(chunksOf(Buffer.alloc(8_000_000), 100_000));
    expect(
      (await shell.run(['head', '-c', '2'], { stdin: { stream, sizeBytes: 8_000_000, sha256: '' } })).exitCode,
    ).toBe(0);
  });

  test('a flood of output fails it rather than filling our memory', async () => {
    const server = await serve();
    const shell = connect(server);
    expect(await codeOf(shell.run(['yes'], { maxOutputBytes: 100_000 }))).toBe('command_failed');
    await vi.waitFor(() => expect(server.sessions).toBe(0));
  });

  test('a timeout ends it on the host too, and so does a cancel', async () => {
    const server = await serve();
    const shell = connect(server);
    expect(await codeOf(shell.run(['sleep', '60'], { timeoutMs: 200 }))).toBe('command_timeout');
    // One that ignores TERM and holds its output open is killed.
    expect(await codeOf(shell.run(['sh', '-c', 'trap "" TERM; sleep 60; :'], { timeoutMs: 100 }))).toBe(
      'command_timeout',
    );
    const cancel = new AbortController();
    const running = codeOf(shell.run(['sleep', '60'], { signal: cancel.signal }));
    setTimeout(() => cancel.abort(), 50);
    expect(await running).toBe('cancelled');
    expect(await codeOf(shell.run(['true'], { signal: cancel.signal }))).toBe('cancelled');
    await vi.waitFor(() => expect(server.sessions).toBe(0));
  });

  test('more commands than sshd takes sessions wait for their turn', async () => {
    const server = await serve({ maxSessions: 10 });
    const shell = connect(server);
    const stay = await shell.open(['sleep', '60']);
    const all = Array.from({ length: 40 }, (_, i) => shell.run(['sh', '-c', `sleep 0.02; echo ${i}`]));
    expect((await Promise.all(all)).map((result) => result.stdout.trim())).toEqual(all.map((_, i) => String(i)));
    expect(server.mostSessions).toBeLessThanOrEqual(8);
    expect(server.connections).toBe(1);
    stay.kill();
    await stay.exited;
  });
});

describe('open', () => {
  test('a process talks until it is killed; stderr in order when asked for', async () => {
    const shell = connect(await serve());
    const process = await shell.open(['sh', '-c', 'while read line; do echo "$line"; echo "not $line" >&2; done'], {
      mergeStderr: true,
    });
    process.stdin.write('one\ntwo\n');
    let text = '';
    process.stdout.on('data', (chunk) => (text += chunk));
    await vi.waitFor(() => expect(text).toBe('one\nnot one\ntwo\nnot two\n'));
    process.stdin.end();
    expect(await process.exited).toBe(0);
  });

  test('a leashed process that never reads ends with its connection', async () => {
    const server = await serve();
    const shell = connect(server);
    const process = await shell.open(['sh', '-c', 'echo $$; exec sleep 60'], { leash: true });
    const [chunk] = await once(process.stdout, 'data');
    const pid = Number(String(chunk));
    expect(alive(pid)).toBe(true);
    server.cut();
    expect(await process.exited).toBe(null);
    await vi.waitFor(() => expect(alive(pid)).toBe(false));
  });

  test('one that a host did not see to lose its connection is ended over the next one', async () => {
    const server = await serve({ unaware: true });
    const shell = connect(server);
    const process = await shell.open(['sh', '-c', 'echo $$; exec sleep 60'], { leash: true });
    const pid = Number(String((await once(process.stdout, 'data'))[0]));
    server.cut();
    await process.exited;
    await vi.waitFor(() => expect(alive(pid)).toBe(false), 20_000);
    expect(server.connections).toBe(2);
  });

  test('a leashed process that ends by itself tells its exit code', async () => {
    const shell = connect(await serve());
    const process = await shell.open(['sh', '-c', 'echo bye; exit 7'], { leash: true });
    process.stdout.resume();
    expect(await process.exited).toBe(7);
  });
});

describe('dial', () => {
  test('bytes to and from a port of the host; a closed port is said', async () => {
    const shell = connect(await serve());
    const echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    closing.push(async () => void echo.close());
    const address = echo.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const stream = await shell.dial(port);
    stream.write('RFB');
    expect(String((await once(stream, 'data'))[0])).toBe('RFB');
    stream.end();
    expect(await codeOf(shell.dial(1))).toBe('host_unreachable');
  });
});

describe('the connection', () => {
  const watch = (shell: HostShell) => {
    const seen: ConnectionState[] = [];
    shell.onConnection((state) => seen.push(state));
    return seen;
  };

  test('another host key than the pinned one is refused, and said, and heals when it is put right', async () => {
    const pinned = newKey();
    const other = await serve();
    const shell = connect({ port: other.port, hostKey: pinned });
    const seen = watch(shell);
    await expect(shell.run(['true'])).rejects.toMatchObject({
      code: 'host_key_changed',
      message: expect.stringContaining('another host key'),
    });
    expect(seen.map((state) => (state.state === 'down' ? state.code : 'up'))).toEqual(['host_key_changed']);
    expect(await codeOf(shell.run(['true'], { ownConnection: true }))).toBe('host_key_changed');
    expect(other.sessions).toBe(0);
    await other.close();
    const right = await serve({ port: other.port, hostKey: pinned });
    await vi.waitFor(() => expect(seen.at(-1)?.state).toBe('up'));
    expect(right.connections).toBe(1);
  });

  test('a host that goes away fails what runs there and is connected to again when it is back', async () => {
    const first = await serve();
    const shell = connect(first);
    const seen = watch(shell);
    await shell.run(['true']);
    const running = codeOf(shell.run(['sleep', '60']));
    await vi.waitFor(() => expect(first.sessions).toBe(1));
    await first.close();
    expect(await running).toBe('host_unreachable');
    await vi.waitFor(() =>
      expect(seen.at(-1)).toMatchObject({ state: 'down', reason: expect.stringContaining('refuses connections') }),
    );
    // A command waits for the host for a while rather than failing at once.
    const waiting = shell.run(['echo', 'back']);
    await serve({ port: first.port, hostKey: first.hostKey });
    expect((await waiting).stdout).toBe('back\n');
    expect(seen.map((state) => state.state)).toEqual(['up', 'down', 'down', 'up']);
  });

  test('a host that answers nobody is unreachable after the timeout, and closing ends the waiting', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    closing.push(async () => void silent.close());
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const target = {
      name: 'h1',
      address: '127.0.0.1',
      port,
      user: 'u',
      hostKeys: [newKey().public],
      privateKey: newKey().private,
    };
    const shell = createSshShell(target, log, { ...times, connectTimeoutMs: 200 });
    await expect(shell.run(['true'])).rejects.toMatchObject({
      code: 'host_unreachable',
      message: expect.stringContaining('did not answer'),
    });
    // By now it is down for longer than that, and nothing waits for it any more.
    const from = performance.now();
    expect(await codeOf(shell.run(['true']))).toBe('host_unreachable');
    expect(performance.now() - from).toBeLessThan(100);
    await shell.close();
    const patient = createSshShell(target, log, { ...times, connectTimeoutMs: 30_000 });
    const waiting = codeOf(patient.run(['true']));
    await patient.close();
    expect(await waiting).toBe('cancelled');
  });

  test('pauses grow to their limit, never twice the same for all', () => {
    const pauses = [1, 2, 3, 30].map((failures) =>
      pauseMs(failures, { ...times, firstPauseMs: 100, longestPauseMs: 1000 }, () => 1),
    );
    expect(pauses).toEqual([100, 200, 400, 1000]);
    expect(pauseMs(3, { ...times, firstPauseMs: 100, longestPauseMs: 1000 }, () => 0)).toBe(200);
  });
});

function* chunksOf(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
