// `npm start` and its sisters: install what is missing, then hand over to the TypeScript that does the work.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { handOver, install, node24, root } from './install.mjs';
import { possibleHere, startOptions, usage } from './options.mjs';

const words = process.argv.slice(2);
const command = words[0] && !words[0].startsWith('-') ? words[0] : 'up';
const args = command === words[0] ? words.slice(1) : words;

const programs = {
  up: 'infra/up.ts',
  dev: 'infra/up.ts',
  reset: 'infra/reset.ts',
  passwords: 'infra/passwords.ts',
  lab: 'infra/lab/cli.ts',
  bench: 'infra/bench/run.ts',
  shots: 'e2e/shots/run.ts',
  build: 'infra/build.ts',
};

/**
 * The lab needs no npm package: it is built while npm installs, and on beside up.ts, which waits for it by the cache's
 * locks. What fails here fails again, and is told, there. It ends with us: its end of the pipe tells it.
 */
async function prepareLab() {
  try {
    spawn(await node24(), [join(root, 'infra/prepare.ts')], { cwd: root, stdio: ['pipe', 'inherit', 'ignore'] });
  } catch {
    // Without a Node 24 install() fails as well.
  }
}

/** Packages must not change under a process that uses them. */
function runsAlready() {
  const node = join(root, 'node_modules', '.bin', 'node');
  return existsSync(node) && spawnSync(node, [join(root, 'infra/running.ts')], { stdio: 'inherit' }).status === 0;
}

/** What can be said before minutes of installing, and what can be done beside them. */
function beforeStart() {
  const options = startOptions(args, process.env);
  if (options === null) {
    console.log(usage);
    process.exit(0);
  }
  if (runsAlready()) process.exit(0);
  if (possibleHere(options).options.fleet === 'lab') void prepareLab();
}

try {
  if (command === 'generate') await install();
  else if (!(command in programs))
    throw new Error(`There is no "${command}". Try: ${Object.keys(programs).join(', ')}.`);
  else {
    if (command === 'up' || command === 'dev') beforeStart();
    // What is shown, or done to a lab, needs no npm package.
    if (!['lab', 'passwords', 'reset'].includes(command)) await install();
    await handOver(await node24(), programs[command], command === 'dev' ? ['--dev', ...args] : args);
  }
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
