import { setTimeout as sleep } from 'node:timers/promises';
import type { GuestFacts } from '@virtfleet/contracts/guest';
import { cloudInitScript, parseCloudInit } from '@virtfleet/libvirt/cloud-init';
import {
  parseAddresses,
  parseExec,
  parseExecStatus,
  parseFilesystems,
  parseHostName,
  parseOsInfo,
} from '@virtfleet/libvirt/parse-agent';
import { named } from './actions/context.ts';
import type { VirshReads } from './persistent-virsh.ts';

/** An agent that has heard answers within milliseconds; one in an emulated guest on a busy host takes seconds. */
const agentSeconds = 5;
/** Until a command in the guest has ended, asked for after each. */
const execPausesMs = [50, 150, 400, 1_000, 2_000, 4_000, 8_000];

/** The agent's own no, as RHEL's to running commands; all else says that none answers. */
const refused = /unable to execute QEMU agent command/;

type Answer = { text: string } | 'refused' | 'silent';
type Ask = (execute: string, args?: object) => Promise<Answer>;

const asker =
  (reads: VirshReads, domainName: string): Ask =>
  async (execute, args) => {
    const command = JSON.stringify({ execute, ...(args && { arguments: args }) });
    const words = ['qemu-agent-command', named(domainName), '--timeout', `${agentSeconds}`, command];
    const answer = await reads.read(...words);
    if (answer.ok) return { text: answer.stdout };
    return refused.test(answer.said) ? 'refused' : 'silent';
  };

const commands = {
  os: 'guest-get-osinfo',
  hostname: 'guest-get-host-name',
  addresses: 'guest-network-get-interfaces',
  filesystems: 'guest-get-fsinfo',
} as const;

/**
 * Asks the agent in a guest what there is to know; null: none answers there now. By reads of its own: a guest that makes its
 * agent wait holds up no one but other guests, and those for a few seconds.
 */
export async function readGuest(reads: VirshReads, domainName: string): Promise<GuestFacts | null> {
  const ask = asker(reads, domainName);
  const told = { os: '', hostname: '', addresses: '', filesystems: '' };
  for (const part of ['os', 'hostname', 'addresses', 'filesystems'] as const) {
    const answer = await ask(commands[part]);
    if (answer === 'silent') return null;
    if (answer !== 'refused') told[part] = answer.text;
  }
  const cloudInit = await askCloudInit(ask);
  return {
    os: parseOsInfo(told.os),
    hostname: parseHostName(told.hostname),
    addresses: parseAddresses(told.addresses),
    filesystems: parseFilesystems(told.filesystems),
    cloudInit: cloudInit === 'silent' ? { status: 'unknown', errors: [] } : cloudInit,
  };
}

/** How far cloud-init is, alone; null: no agent answers there now. */
export async function readCloudInit(
  reads: VirshReads,
  domainName: string,
): Promise<Pick<GuestFacts, 'cloudInit'> | null> {
  const cloudInit = await askCloudInit(asker(reads, domainName));
  return cloudInit === 'silent' ? null : { cloudInit };
}

/** By a command in the guest. Null: nothing there does as cloud-init, or commands are not allowed. */
async function askCloudInit(ask: Ask): Promise<GuestFacts['cloudInit'] | 'silent'> {
  const script = { path: '/bin/sh', arg: ['-c', cloudInitScript], 'capture-output': true };
  const started = await ask('guest-exec', script);
  if (started === 'silent') return 'silent';
  const pid = started === 'refused' ? null : parseExec(started.text);
  if (pid === null) return null;
  for (const pauseMs of execPausesMs) {
    await sleep(pauseMs);
    const answer = await ask('guest-exec-status', { pid });
    if (answer === 'silent') return 'silent';
    const status = answer === 'refused' ? null : parseExecStatus(answer.text);
    if (status === null) break;
    if (status !== 'running') return parseCloudInit(status.stdout);
  }
  return { status: 'unknown', errors: [] };
}
