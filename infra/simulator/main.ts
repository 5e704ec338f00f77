// `node infra/simulator/main.ts 3`: plays so many hosts behind a socket in the state folder, until SIGTERM. A process of its own,
// so that its hosts outlive the workers that use them. What is on their disks stays; what ran is off after a restart.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { serveFakeHosts } from '@virtfleet/agent/shell/fake/server';
import { makeHosts, saveHosts } from './hosts.ts';
import { simulatorSocket } from './names.ts';
import { socketFault } from './socket.ts';

const count = Number(process.argv[2] ?? 3);
if (!Number.isInteger(count) || count < 1) throw new Error(`"${process.argv[2]}" is no number of hosts`);
const hosts = makeHosts(count);
const socketPath = simulatorSocket();
const fault = socketFault(socketPath);
if (fault !== null) throw new Error(fault);
mkdirSync(dirname(socketPath), { recursive: true, mode: 0o700 });
// Of a run that was killed.
rmSync(socketPath, { force: true });

let saving: NodeJS.Timeout | undefined;
const saveSoon = () => {
  saving ??= setTimeout(() => {
    saving = undefined;
    saveHosts(hosts);
  }, 1_000);
};

const server = serveFakeHosts(hosts, saveSoon).listen(socketPath, () =>
  console.log(`${[...hosts.keys()].join(', ')} at ${socketPath}`),
);

const stop = () => {
  clearTimeout(saving);
  saveHosts(hosts);
  server.close();
  rmSync(socketPath, { force: true });
  process.exit(0);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
