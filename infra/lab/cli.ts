// `npm run lab -- up 2 | add | stop | down | status | shell N [COMMAND …] | cut N …`
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { say } from '../install.mjs';
import { interruption } from '../run.ts';
import { ensureSshKey } from '../ssh-key.ts';
import { statePath } from '../state.ts';
import {
  bootHost,
  crashHost,
  cutHost,
  fastHost,
  faultsOf,
  freezeHost,
  healHost,
  slowHost,
  thawHost,
} from './faults.ts';
import { inside } from './host.ts';
import { hostDir, labDown, labStatus, labStop, labUp } from './lab.ts';

const usage = `A lab of real hypervisor hosts on this machine.

  npm run lab -- up 2        bring up two hosts (those that run are left alone)
  npm run lab -- add         one more
  npm run lab -- status      which there are, and how to reach them
  npm run lab -- shell 1     a root shell on host 1; with words behind it, that command
  npm run lab -- stop        power all off; their disks stay
  npm run lab -- down        power all off and remove their disks

What goes wrong with real hosts, done to host 1:

  npm run lab -- cut 1       its network is gone, while it and its guests run on;    heal 1   puts it back
  npm run lab -- freeze 1    all of it stands still, guests too;                     thaw 1   lets it go on
  npm run lab -- crash 1     its power is gone, its disks stay;                      boot 1   powers it on
  npm run lab -- slow 1 256  its network carries 256 kbit/s each way, no more;       fast 1   takes the limit away

  --of-start                 the lab of \`npm start\`, as in: npm run lab -- --of-start cut 1
  --dir DIR                  the lab in this folder; without either it is one of your own, in .virtfleet/lab-cli`;

/** What is done to one host. The last argument is slow's rate. */
const faults: Record<string, (dir: string, index: number, rate: number) => Promise<void>> = {
  cut: cutHost,
  heal: healHost,
  freeze: freezeHost,
  thaw: thawHost,
  crash: crashHost,
  boot: (at, index) => bootHost(at, index, say),
  slow: slowHost,
  fast: fastHost,
};

const words = process.argv.slice(2);
const split = words.indexOf('shell');
const { values, positionals } = parseArgs({
  args: split < 0 ? words : words.slice(0, split + 2),
  options: {
    dir: { type: 'string' },
    'of-start': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
  allowPositionals: true,
});
const dir = resolve(values.dir ?? statePath(values['of-start'] ? 'lab' : 'lab-cli'));

/** The key that opens the hosts: the installation's own, or one beside the lab, made at the first need. */
const keyFile = values['of-start'] ? statePath('secrets', 'ssh_key') : `${dir}.key`;

async function status() {
  const lab = labStatus(dir);
  if (!lab) return console.log('There is no lab here. `npm run lab -- up 2` makes one.');
  console.log(`lab ${lab.id} on ${lab.bridge}, ${lab.subnet}, disks in ${lab.dir}`);
  for (const host of lab.hosts) {
    const up = lab.up.includes(host.index);
    const wrong = (await faultsOf(dir, host.index)).join(', ');
    console.log(
      `  ${host.name.padEnd(8)} ${up ? 'up  ' : 'down'}  ${up ? `ssh -i ${keyFile} virtfleet@${host.address}` : ''}${wrong && `  ${wrong}`}`,
    );
  }
}

async function main([command, argument, rate]: string[]): Promise<void> {
  const fault = values.help || !command ? undefined : faults[command];
  if (fault) {
    const index = Number(argument);
    if (!Number.isInteger(index) || index < 1) throw new Error(`Which host? As in: npm run lab -- ${command} 1`);
    await fault(dir, index, Number(rate));
    return status();
  }
  const known = labStatus(dir);
  switch (values.help ? undefined : command) {
    case 'up':
    case 'add': {
      const hosts = command === 'add' ? (known?.hosts.length ?? 0) + 1 : Number(argument ?? 2);
      if (!Number.isInteger(hosts) || hosts < 1) throw new Error(`"${argument}" is no number of hosts.`);
      const doing = { say, signal: interruption() };
      await labUp({ dir, hosts, publicKey: await ensureSshKey(keyFile, doing), ...doing });
      return status();
    }
    case 'status':
      return status();
    case 'stop':
      await labStop(dir);
      return status();
    case 'down':
      if (!known) return status();
      await labDown(dir);
      return console.log(`lab ${known.id} is gone, and its disks with it`);
    case 'shell': {
      const rest = words.slice(split + 2);
      const index = Number(argument ?? 1);
      if (!known?.hosts.some((host) => host.index === index)) throw new Error(`This lab has no host ${argument}.`);
      const [program = '', ...args] = inside(hostDir(dir, index), rest.length > 0 ? rest : ['bash', '-l']);
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
