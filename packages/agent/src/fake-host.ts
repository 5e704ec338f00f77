import type { Log } from '@virtfleet/telemetry/log';
import { createHostAgent } from './host-agent.ts';
import { createSimulatedShell } from './shell/fake/client.ts';
import type { FakeHost } from './shell/fake/host.ts';
import { fakeShell } from './shell/fake/shell.ts';
import type { HostAddress, HostAgent } from './types.ts';

/** A fake host tells its events from the moment that it is asked to. */
const eventTimes = { firstPauseMs: 250, longestPauseMs: 5_000, settleMs: 10 };

/** The agent of a fake host: one connection to it; the host outlives it, and others may reach it too. */
export const openFakeHost = ({ host, fakeHost, log }: { host: HostAddress; fakeHost: FakeHost; log: Log }): HostAgent =>
  createHostAgent(host, fakeShell(fakeHost, { hostKeys: host.hostKeys }), log, eventTimes);

/** The agent of a fake host that lives in a simulator's process: infra/simulator/main.ts. */
export const openSimulatedHost = ({
  host,
  socketPath,
  log,
}: {
  host: HostAddress;
  socketPath: string;
  log: Log;
}): HostAgent => createHostAgent(host, createSimulatedShell({ socketPath, ...host }), log);
