// `npm run reset`: throws this installation away, and what was built for it.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { cacheDir, clearCache } from './cache.ts';
import { say } from './install.mjs';
import { mountsBelow } from './lab/kernel.ts';
import { labDown, labStatus } from './lab/lab.ts';
import { lockNow } from './lock.ts';
import { run } from './run.ts';
import { endLeftovers } from './stack/supervise.ts';
import { readRun, stateDir } from './state.ts';

const inWords = (path: string) => path.replace(homedir(), '~');

/** Every lab that keeps its disks here: that of `npm start`, and that of `npm run lab`. */
const labs = () =>
  readdirSync(stateDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(stateDir, entry.name, 'lab.json')))
    .map((entry) => join(stateDir, entry.name));

function whatDies(): string[] {
  const all: string[] = [];
  if (existsSync(stateDir)) {
    for (const dir of labs()) {
      const hosts = labStatus(dir)?.hosts.map(({ name }) => name) ?? [];
      all.push(`the lab ${inWords(dir)}: ${hosts.join(', ')}, with all VMs and their disks`);
    }
    all.push(`the state ${inWords(stateDir)}: database, passwords, keys, images, logs`);
  }
  if (existsSync(cacheDir())) all.push(`the cache ${inWords(cacheDir())}: what was built from Debian packages`);
  return all;
}

async function agreed(yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) throw new Error('Nobody is here to ask. `npm run reset -- --yes` does it.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('\nType "reset" to do it: ');
  terminal.close();
  return answer.trim() === 'reset';
}

async function main() {
  const { values } = parseArgs({ options: { yes: { type: 'boolean', short: 'y', default: false } } });
  const dying = whatDies();
  if (dying.length === 0) return console.log('There is nothing to reset.');
  const unlock = existsSync(stateDir) ? await lockNow(join(stateDir, 'lock')) : () => {};
  if (!unlock) throw new Error('Virtfleet runs. Stop it first, by Ctrl-C where it runs.');
  console.log(`This removes\n${dying.map((what) => `  ${what}`).join('\n')}`);
  console.log('A database at DATABASE_URL, and hosts that are not of the lab, are left as they are.');
  if (!(await agreed(values.yes))) return console.log('Nothing was removed.');
  if (existsSync(stateDir)) {
    await endLeftovers(readRun()?.children ?? {}, say);
    for (const dir of labs()) await labDown(dir);
    const mounts = mountsBelow(stateDir);
    if (mounts.length > 0) throw new Error(`Not removing ${stateDir}: mounted below it: ${mounts.join(', ')}`);
    await run(['rm', '-rf', '--one-file-system', stateDir]);
  }
  const used = await clearCache();
  for (const path of used) console.log(`${inWords(path)} stays: a lab that runs uses it`);
  unlock();
  console.log('Done. `npm start` begins anew.');
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
process.exit();
