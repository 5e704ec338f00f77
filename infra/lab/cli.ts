// `npm run lab -- up 2 | add | stop | down | status | shell N [COMMAND …]`
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { say } from '../install.mjs';
import { run } from '../run.ts';
import { statePath } from '../state.ts';
import { inside } from './host.ts';
import { hostDir, labDown, labStatus, labStop, labUp } from './lab.ts';

const usage = `A lab of real hypervisor hosts on this machine.

  npm run lab -- up 2        bring up two hosts (those that run are left alone)
  npm run lab -- add         one more
  npm run lab -- status      which there are, and how to reach them
  npm run lab -- shell 1     a root shell on host 1; with words behind it, that command
  npm run lab -- stop        power all off; their disks stay
  npm run lab -- down        power all off and remove their disks

  --dir DIR                  another lab than the default .virtfleet/lab-cli, which is not the one of \`npm start\` (.virtfleet/lab)`;

const words = process.argv.slice(2);
const split = words.indexOf('shell');
const { values, positionals } = parseArgs({
  args: split < 0 ? words : words.slice(0, split + 2),
  options: { dir: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
const dir = resolve(values.dir ?? statePath('lab-cli'));

/** The key that opens the hosts: beside the lab, made at the first need. */
async function publicKey(): Promise<string> {
  const key = `${dir}.key`;
  mkdirSync(join(dir, '..'), { recursive: true });
  if (!existsSync(key)) await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'virtfleet-lab', '-f', key]);
  return readFileSync(`${key}.pub`, 'utf8');
}

function status() {
  const lab = labStatus(dir);
  if (!lab) return console.log('There is no lab here. `npm run lab -- up 2` makes one.');
  console.log(`lab ${lab.id} on ${lab.bridge}, ${lab.subnet}, disks in ${lab.dir}`);
  for (const host of lab.hosts) {
    const up = lab.up.includes(host.index);
    console.log(
      `  ${host.name.padEnd(8)} ${up ? 'up  ' : 'down'}  ${up ? `ssh -i ${dir}.key virtfleet@${host.address}` : ''}`,
    );
  }
}

async function main([command, argument]: string[]): Promise<void> {
  const known = labStatus(dir);
  switch (values.help ? undefined : command) {
    case 'up':
    case 'add': {
      const hosts = command === 'add' ? (known?.hosts.length ?? 0) + 1 : Number(argument ?? 2);
      if (!Number.isInteger(hosts) || hosts < 1) throw new Error(`"${argument}" is no number of hosts.`);
      await labUp({ dir, hosts, publicKey: await publicKey(), say });
      return status();
    }
    case 'status':
      return status();
    case 'stop':
      await labStop(dir);
      return status();
    case 'down':
      return labDown(dir);
    case 'shell': {
      const rest = words.slice(split + 2);
      const [program = '', ...args] = inside(
        hostDir(dir, Number(argument ?? 1)),
        rest.length > 0 ? rest : ['bash', '-l'],
      );
      const child = spawn(program, args, { stdio: 'inherit' });
      process.exitCode = await new Promise<number>((done) => child.on('close', (code) => done(code ?? 1)));
      return;
    }
    default:
      console.log(usage);
      process.exitCode = command && command !== 'help' ? 2 : 0;
  }
}

try {
  await main(positionals);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
