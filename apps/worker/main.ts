import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { openSimulatedHost } from '@virtfleet/agent/fake-host';
import { openSshHost } from '@virtfleet/agent/ssh-host';
import type { HostAddress } from '@virtfleet/agent/types';
import { fail } from '@virtfleet/contracts/errors';
import { loadKeyring } from '@virtfleet/db/secrets';
import { folderStore } from '@virtfleet/objects/store';
import { createLog } from '@virtfleet/telemetry/log';
import { startWorker, type Worker } from '@virtfleet/workflows/worker';
import { countWorker, serveMetrics } from './metrics.ts';
import packageJson from './package.json' with { type: 'json' };

/**
 * Leases hosts and runs their operations until SIGTERM. Exits 1 when its lease is lost: a new incarnation begins afresh.
 * VIRTFLEET_METRICS_PORT: where on 127.0.0.1 it tells how it is; unset: nowhere.
 */

const log = createLog('worker');

const required = (name: string): string => {
  const value = process.env[name];
  if (value) return value;
  throw fail('internal', `${name} is not set`);
};

/** What the database must have come to, for this code to work on it. */
const newestMigration =
  readdirSync(new URL('../../prisma/migrations/', import.meta.url), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort()
    .at(-1) ?? '';

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

let worker: Worker | null = null;
const metrics = countWorker(() => worker);
const metricsPort = Number(process.env.VIRTFLEET_METRICS_PORT || 0);
if (!Number.isInteger(metricsPort) || metricsPort < 0 || metricsPort > 65_535)
  throw fail('internal', 'VIRTFLEET_METRICS_PORT is no port');
const served =
  metricsPort > 0 && serveMetrics({ port: metricsPort, metrics, worker: () => worker, newestMigration, log });

const started = await startWorker({
  databaseUrl: required('DATABASE_URL'),
  name: `${hostname()}/${process.pid}`,
  version: packageJson.version,
  keyring: loadKeyring(),
  objects: folderStore(required('VIRTFLEET_OBJECTS')),
  connectHost: hostsBy(),
  log,
  observer: metrics,
  onLost: () => process.exit(1),
});
worker = started;
log.info({ version: packageJson.version, node: process.version }, 'worker is up');

let stopping = false;
const stop = async (signal: NodeJS.Signals) => {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, 'worker stops');
  worker = null;
  if (served) served.close();
  await started.stop();
  process.exit(0);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
