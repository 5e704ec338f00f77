// A VM by request against a shell script over an open SSH connection: same host, image and domain, same probes, in turn.
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { Client as SshClient } from 'ssh2';
import type { Instance } from '../instance/instance.ts';
import { scratch } from '../instance/scratch.ts';
import { type Choices, choices, createVm, deleteVm, ended, loginUser } from '../instance/tenant.ts';
import { run, type Say, until } from '../run.ts';
import { type Bench, median } from './figure.ts';
import { type Script, script } from './script.ts';

const pairs = 7;
/** What a control plane may cost before QEMU runs: the web, the database, placement. */
const allowanceMs = 300;
const probeMs = 100;

type Times = { runningMs: number; sshMs: number };

export const againstScript: Bench = async (say) => {
  const home = scratch();
  try {
    const instance = await home.start();
    try {
      return await compare(instance, home.stateDir, say);
    } finally {
      await instance.stop();
    }
  } finally {
    await home.remove();
  }
};

async function compare(instance: Instance, stateDir: string, say: Say) {
  const tenant = await instance.tenant();
  const chosen = await choices(tenant, stateDir);
  const ours = () => byRequest(instance, tenant, chosen);
  say('the first VM, from which the script takes its domain');
  const model = await script(instance, stateDir, tenant, chosen);
  const theirs = () => byScript(model, chosen);
  const times: { ours: Times; theirs: Times }[] = [];
  for (let i = 0; i < pairs; i++) {
    const pair =
      i % 2 === 0 ? { ours: await ours(), theirs: await theirs() } : { theirs: await theirs(), ours: await ours() };
    times.push(pair);
    say(
      `pair ${i + 1}: QEMU runs ${pair.ours.runningMs} against ${pair.theirs.runningMs} ms, SSH ${pair.ours.sshMs} against ${pair.theirs.sshMs} ms`,
    );
  }
  await model.close();
  const of = (side: 'ours' | 'theirs', what: keyof Times) => median(times.map((pair) => pair[side][what]));
  const beside = (what: keyof Times) => `${of('ours', what)} against ${of('theirs', what)} ms`;
  return [
    {
      name: 'vm-running',
      value: (of('ours', 'runningMs') - allowanceMs) / of('theirs', 'runningMs'),
      unit: 'ratio',
      bound: 1.1,
      beside: beside('runningMs'),
    },
    {
      name: 'vm-ssh',
      value: of('ours', 'sshMs') / of('theirs', 'sshMs'),
      unit: 'ratio',
      bound: 1.1,
      beside: beside('sshMs'),
    },
  ];
}

async function byRequest(
  instance: Instance,
  tenant: Awaited<ReturnType<Instance['tenant']>>,
  chosen: Choices,
): Promise<Times> {
  const name = 'bench';
  const from = Date.now();
  const { vmId, operationId } = await createVm(tenant, chosen, name);
  const detail = (await tenant.query('vms.get', { vmId })) as { address: string; domainName: string };
  const times = await probed(from, detail.domainName, detail.address, chosen);
  await ended(instance.databaseUrl, operationId);
  await ended(instance.databaseUrl, await deleteVm(tenant, vmId, name));
  return times;
}

async function byScript(model: Script, chosen: Choices): Promise<Times> {
  const from = Date.now();
  const made = model.make();
  const times = await probed(from, model.domainName, model.address, chosen);
  await made;
  await model.remove();
  return times;
}

async function probed(from: number, domainName: string, address: string, { privateKeyFile }: Choices): Promise<Times> {
  // The machine may remember the address of another MAC, from the VM before.
  await run(['ip', 'neighbour', 'flush', 'to', address]);
  await until(`QEMU of ${domainName}`, 60_000, async () => qemuRuns(domainName), probeMs);
  const runningMs = Date.now() - from;
  const privateKey = readFileSync(privateKeyFile, 'utf8');
  await until(`SSH to ${address}`, 300_000, () => logsIn(address, privateKey), probeMs);
  return { runningMs, sshMs: Date.now() - from };
}

/** The hosts are namespaces of this machine, so their processes are seen here. */
const qemuRuns = (domainName: string): boolean =>
  readdirSync('/proc').some((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`guest=${domainName},`);
    } catch {
      return false;
    }
  });

function logsIn(host: string, privateKey: string): Promise<boolean> {
  return new Promise((resolve) => {
    // A guest that isn't up yet answers no SYN; do not wait for TCP to repeat it.
    const socket = connect({ host, port: 22 });
    const limit = setTimeout(() => end(false), 200);
    const client = new SshClient();
    const end = (answer: boolean) => {
      clearTimeout(limit);
      client.destroy();
      socket.destroy();
      resolve(answer);
    };
    socket.on('error', () => end(false));
    socket.on('connect', () => {
      clearTimeout(limit);
      client.on('ready', () => end(true));
      client.on('error', () => end(false));
      client.connect({ sock: socket, username: loginUser, privateKey, readyTimeout: 20_000 });
    });
  });
}
