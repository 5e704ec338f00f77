import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { openSimulatedHost } from '@virtfleet/agent/fake-host';
import { openSshHost } from '@virtfleet/agent/ssh-host';
import type { HostAddress } from '@virtfleet/agent/types';
import { fail } from '@virtfleet/contracts/errors';
import { loadKeyring } from '@virtfleet/db/secrets';
import { folderStore } from '@virtfleet/objects/store';
import { createLog } from '@virtfleet/telemetry/log';
import { startWorker } from '@virtfleet/workflows/worker';
import packageJson from './package.json' with { type: 'json' };

/** Leases hosts and runs their operations until SIGTERM. Exits 1 when its lease is lost: a new incarnation begins afresh. */

const log = createLog('worker');

const required = (name: string): string => {
  const value = process.env[name];
  if (value) return value;
  throw fail('internal', `${name} is not set`);
};

process.on('unhandledRejection', (error) => {
  log.fatal({ err: error }, 'unhandled rejection');
  process.exit(1);
});

/** With VIRTFLEET_SIMULATOR, the socket of a simulator, the hosts are those that it plays. */
function hostsBy(): (host: HostAddress) => ReturnType<typeof openSshHost> {
  const socketPath = process.env.VIRTFLEET_SIMULATOR;
  if (socketPath) return (host) => openSimulatedHost({ host, socketPath, log });
  const privateKey = readFileSync(required('VIRTFLEET_SSH_KEY_FILE'), 'utf8');
  return (host) => openSshHost({ host, privateKey, log });
}

const worker = await startWorker({
  databaseUrl: required('DATABASE_URL'),
  name: `${hostname()}/${process.pid}`,
  version: packageJson.version,
  keyring: loadKeyring(),
  objects: folderStore(required('VIRTFLEET_OBJECTS')),
  connectHost: hostsBy(),
  log,
  onLost: () => process.exit(1),
});
log.info({ version: packageJson.version, node: process.version }, 'worker is up');

let stopping = false;
const stop = async (signal: NodeJS.Signals) => {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'worker stops');
  await worker.stop();
  process.exit(0);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
