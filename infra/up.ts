// `npm start` and `npm run dev`: one installation of Virtfleet on this machine, in the foreground, until Ctrl-C.
import { existsSync } from 'node:fs';
import { howToSignIn } from './accounts.ts';
import { say } from './install.mjs';
import { lockNow } from './lock.ts';
import { possibleHere, startOptions, usage } from './options.mjs';
import { tellRunning } from './running.ts';
import { otherHosts } from './stack/same-hosts.ts';
import { createStack, type Stack, type StackOptions } from './stack/stack.ts';
import { stateDir, statePath, writePrivate } from './state.ts';

/** Runs it to its end. Answers the exit code. */
async function main(options: StackOptions): Promise<number> {
  const unlock = await lockNow(statePath('lock'));
  if (!unlock) return tellRunning();
  const refusal = otherHosts(stateDir, options.fleet);
  if (refusal !== null) throw new Error(refusal);
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
    if (!stopping.signal.aborted) stack.buildImages();
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
  const options = startOptions(process.argv.slice(2), process.env);
  if (options) {
    const { options: possible, why } = possibleHere(options);
    if (why !== null) say(why);
    process.exitCode = await main({ ...possible, say });
  } else console.log(usage);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
process.exit();
