import type { Log } from '@virtfleet/telemetry/log';
import { createHostAgent } from './host-agent.ts';
import { createSshShell } from './shell/ssh/shell.ts';
import type { HostAddress, HostAgent } from './types.ts';

/** The agent of a real host. Connects in the background and reconnects by itself; `privateKey` is OpenSSH's text form. */
export function openSshHost({ host, privateKey, log }: { host: HostAddress; privateKey: string; log: Log }): HostAgent {
  return createHostAgent(host, createSshShell({ ...host, privateKey }, log), log);
}
