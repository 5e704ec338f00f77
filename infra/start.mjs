// `npm start` and its sisters: install what is missing, then hand over to the TypeScript that does the work.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { handOver, install, node24, root } from './install.mjs';

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
};

/** The lab needs no npm package: it is built while npm installs. What fails here fails again, and is told, in up.ts. */
async function prepareLab(node) {
  const child = spawn(node, [join(root, 'infra/prepare.ts')], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve) => child.on('close', resolve));
}

try {
  if (command === 'generate') await install();
  else if (!(command in programs))
    throw new Error(`There is no "${command}". Try: ${Object.keys(programs).join(', ')}.`);
  else {
    const all = args;
    const node = await node24();
    const startsLab = (command === 'up' || command === 'dev') && !all.includes('--no-lab');
    if (command !== 'lab' && command !== 'passwords') {
      const lab = startsLab ? prepareLab(node) : undefined;
      await install();
      await lab;
    }
    await handOver(await node24(), programs[command], command === 'dev' ? ['--dev', ...all] : all);
  }
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
