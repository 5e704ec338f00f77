// `npm start` and `npm run dev`: one installation of Virtfleet on this machine, in the foreground, until Ctrl-C.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { howToSignIn } from './accounts.ts';
import { say } from './install.mjs';
import { lockNow } from './lock.ts';
import { tellRunning } from './running.ts';
import { createStack, type Stack, type StackOptions } from './stack/stack.ts';
import { statePath, writePrivate } from './state.ts';

const usage = `Starts Virtfleet: a lab of two hosts, the database, the worker, and the web.

  npm start                    with a lab on this machine (Linux, root)
  npm start -- --hosts FILE    with hosts that you have; or set VIRTFLEET_HOSTS
  npm start -- --no-lab        without any host
  npm run dev                  the same, the web from its sources

  DATABASE_URL      a Postgres of yours, instead of the embedded one
  PORT              the web's port, instead of 3000 or the next free one
  VIRTFLEET_LISTEN  where the web listens, instead of 127.0.0.1
  VIRTFLEET_STATE   where the state is kept, instead of .virtfleet

FILE is JSON. A host needs sshd, libvirt and QEMU, a user in group libvirt, a libvirt pool, and a libvirt network of the
name that a network here gives; hostKeys are lines of \`ssh-keyscan HOST\`, without the host's name:

  {
    "hosts": [{ "name": "hv1", "address": "hv1.example", "port": 22, "user": "virtfleet", "pool": "virtfleet",
                "hostKeys": ["ssh-ed25519 AAAA…"] }],
    "networks": [{ "name": "lan", "kind": "bridged", "scope": "fleet", "libvirtName": "lan", "reachedFrom": "the office",
                   "cidr": "192.0.2.0/24", "gateway": "192.0.2.1", "nameservers": ["192.0.2.1"],
                   "firstAddress": "192.0.2.100", "lastAddress": "192.0.2.199" }]
  }`;

function parse(): StackOptions | null {
  const { values } = parseArgs({
    options: {
      dev: { type: 'boolean', default: false },
      'no-lab': { type: 'boolean', default: false },
      hosts: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const { PORT, DATABASE_URL, VIRTFLEET_LISTEN, VIRTFLEET_HOSTS } = process.env;
  const file = values.hosts ?? VIRTFLEET_HOSTS;
  const port = PORT ? Number(PORT) : null;
  if (port !== null && !(Number.isInteger(port) && port > 0 && port < 65_536))
    throw new Error(`PORT is "${PORT}": not a port.`);
  return {
    mode: values.dev ? 'dev' : 'start',
    fleet: file ? { file } : values['no-lab'] ? 'none' : 'lab',
    listen: VIRTFLEET_LISTEN || '127.0.0.1',
    port,
    databaseUrl: DATABASE_URL || null,
    say,
  };
}

/** Runs it to its end. Answers the exit code. */
async function main(options: StackOptions): Promise<number> {
  const unlock = await lockNow(statePath('lock'));
  if (!unlock) return tellRunning();
  const stopping = new AbortController();
  const hurry = new AbortController();
  let broken: unknown;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (stopping.signal.aborted) hurry.abort();
      else
        say(
          `stopping${options.fleet === 'lab' ? ': VMs shut down, the hosts’ disks stay' : ''} (Ctrl-C again: at once)`,
        );
      stopping.abort();
    });
  // Whatever breaks here, what was started is taken down.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error) => {
      broken ??= error;
      stopping.abort();
    });

  const stack = await createStack(options);
  try {
    await stack.start(stopping.signal);
    await showReady(stack, options, stopping.signal);
    await new Promise<void>((resolve) => {
      if (stopping.signal.aborted) resolve();
      stopping.signal.addEventListener('abort', () => resolve());
    });
  } catch (error) {
    if (!stopping.signal.aborted) broken ??= error;
  }
  if (broken) console.error(`\n${broken instanceof Error ? broken.message : broken}\n`);
  await stack.stop(hurry.signal);
  say('stopped');
  unlock();
  return broken ? 1 : 0;
}

const hostsLimitMs = { lab: 180_000, file: 30_000 };

async function showReady(stack: Stack, options: StackOptions, signal: AbortSignal) {
  const lacking = await stack.hostsReady(hostsLimitMs[options.fleet === 'lab' ? 'lab' : 'file'], signal);
  if (signal.aborted) return;
  for (const what of lacking) say(`hosts: ${what}`);
  if (lacking.length > 0)
    void stack.hostsReady(2 ** 31 - 1, signal).then(() => signal.aborted || say('hosts: all are up now'));
  say('ready');
  // Passwords are printed once; a terminal's history is no place for them.
  const shown = statePath('secrets', 'passwords-shown');
  const passwords = existsSync(shown) ? '(npm run passwords shows the passwords)' : `as\n\n${howToSignIn()}\n`;
  console.log(`\nSign in at ${stack.url} ${passwords}\nCtrl-C stops all of it.\n`);
  writePrivate(shown, '');
}

try {
  const options = parse();
  if (options) process.exitCode = await main(options);
  else console.log(usage);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
process.exit();
