import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { fail } from '@virtfleet/contracts/errors';
import type { Log } from '@virtfleet/telemetry/log';
import type { Client } from 'ssh2';
import { failedCommand, redacted } from '../failed.ts';
import { posixLine } from '../quote.ts';
import type { HostShell, OpenOptions, RunOptions, RunResult, ShellProcess } from '../types.ts';
import { connectSsh, type SshTarget } from './connect.ts';
import { type ConnectionTimes, defaultTimes, keepConnected } from './connection.ts';
import { endChannel, execLine, lost, openChannel } from './exec.ts';
import { guardedArgv, refusalOf } from './guard.ts';
import { createSlots } from './slots.ts';

/** sshd's MaxSessions is 10 per connection: two are left for what an admin's own tools may share. */
const maxChannels = 8;
const defaultTimeoutMs = 30_000;
const defaultMaxOutputBytes = 4 * 1024 * 1024;
/** After the host's own `timeout` has fired, this long for its answer to come. */
const graceMs = 3_000;

/** The HostShell of a real host. Connects in the background, and again whenever the connection is lost. */
export function createSshShell(target: SshTarget, log: Log, times: ConnectionTimes = defaultTimes): HostShell {
  const connection = keepConnected(target, times, log);
  const slots = createSlots(maxChannels);
  /** Leashed processes whose connection broke: they may still run there. */
  const strays = new Set<string>();

  async function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
    const line = limitedLine(options.guard ? guardedArgv(options.guard, argv) : argv, timeoutMs);
    const exec = (client: Client) =>
      execLine(client, line, {
        stdin: options.stdin,
        timeoutMs: timeoutMs + graceMs,
        signal: options.signal,
        maxOutputBytes: options.maxOutputBytes ?? defaultMaxOutputBytes,
      });
    const result = await (options.ownConnection ? alone(exec, options) : shared(exec, options));
    const refusal = options.guard && refusalOf(options.guard, target.name, result);
    if (refusal) throw refusal;
    if (killedByTimeout(result, timeoutMs))
      throw fail('command_timeout', 'The host did not finish a command in time', {
        detail: `${redacted(argv.join(' '), options.redact)} after ${timeoutMs} ms`,
      });
    if (result.exitCode !== 0 && !options.okExitCodes?.includes(result.exitCode))
      throw failedCommand(argv, result, options.redact);
    return result;
  }

  async function shared<T>(use: (client: Client) => Promise<T>, { signal }: RunOptions): Promise<T> {
    const release = await slots.take({ signal });
    try {
      return await use(await connection.client(signal));
    } finally {
      release();
    }
  }

  /** Each long stream has a connection of its own: its bytes queue before nobody's command. */
  async function alone<T>(use: (client: Client) => Promise<T>, { signal }: RunOptions): Promise<T> {
    const client = await connectSsh(target, {
      timeoutMs: times.connectTimeoutMs,
      keepaliveMs: times.keepaliveMs,
      signal,
    });
    try {
      return await use(client);
    } finally {
      client.end();
      setTimeout(() => client.destroy(), 1_000).unref();
    }
  }

  async function open(argv: readonly string[], options: OpenOptions = {}): Promise<ShellProcess> {
    const release = await slots.take();
    try {
      const client = await connection.client();
      const leash = options.leash ? `virtfleet-leash-${randomUUID()}` : null;
      const words = leash ? ['sh', '-c', leashScript, leash, ...argv] : argv;
      // Readline would write a terminal's control sequences for any other.
      const line = `export LC_ALL=C TERM=dumb; exec ${posixLine(words)}${options.mergeStderr ? ' 2>&1' : ''}`;
      const { channel, ended } = await openChannel(client, line, times.connectTimeoutMs);
      const exited = ended.then((exit) => {
        release();
        if (leash && !exit) strays.add(leash);
        return exit?.code ?? null;
      });
      return { stdin: channel, stdout: channel, stderr: channel.stderr, exited, kill: () => endChannel(channel) };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** A cut connection is noticed on the host only when it next has something to send. */
  async function endStrays() {
    for (const leash of [...strays]) {
      strays.delete(leash);
      // The class keeps the pattern from matching the command line that it stands in.
      await run(['pkill', '-f', `[v]${leash.slice(1)}`], { okExitCodes: [0, 1], timeoutMs: 10_000 }).catch(
        (error: unknown) =>
          log.debug({ host: target.name, err: error }, 'could not end a process of a lost connection'),
      );
    }
  }
  connection.onState(({ state }) => {
    if (state === 'up') void endStrays();
  });

  return {
    run,
    open,
    async dial(port) {
      const client = await connection.client();
      return new Promise<Duplex>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(lost(`The host opened no way to its port ${port} in time`)),
          times.connectTimeoutMs,
        );
        client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, (error, channel) => {
          clearTimeout(timer);
          if (error) return reject(lost(`Nothing answers on port ${port} of the host`, error));
          // As a TCP socket does; ssh2's channels would stay half open.
          channel.on('end', () => channel.end());
          resolve(channel);
        });
      });
    },
    onConnection: connection.onState,
    async close() {
      connection.close();
    },
  };
}

/**
 * The command under a limit there, so that nothing outlives us long even when the connection is gone. In the C locale,
 * because we read what virsh says. With exec, so that the signal for this session reaches it and not only a shell.
 */
const limitedLine = (argv: readonly string[], timeoutMs: number) =>
  `export LC_ALL=C; exec ${posixLine(['timeout', '-k', '2', (timeoutMs / 1000).toFixed(3), ...argv])}`;

/** 124: TERM was enough; 137: it took the KILL (coreutils, timeout(1)). Sooner, the command itself said so. */
const killedByTimeout = ({ exitCode, durationMs }: RunResult, timeoutMs: number) =>
  (exitCode === 124 || exitCode === 137) && durationMs >= timeoutMs * 0.9;

/**
 * Runs "$@", and ends it when stdin ends, which is when the connection does. Only the command holds stdout: sshd closes a
 * channel when nobody does any more.
 */
const leashScript = `exec 3<&0
"$@" </dev/null 3<&- &
child=$!
trap 'kill "$child" 2>/dev/null' TERM HUP
{ cat; kill "$child"; } <&3 >/dev/null 2>&1 3<&- &
watch=$!
exec 3<&-
wait "$child"
code=$?
kill "$watch" 2>/dev/null
exit "$code"`;
