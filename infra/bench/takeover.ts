import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { controlSimulator } from '@virtfleet/agent/shell/fake/client';
import { root } from '../install.mjs';
import { type Instance, queried } from '../instance/instance.ts';
import { scratch } from '../instance/scratch.ts';
import { choices, createVm, ended } from '../instance/tenant.ts';
import { until } from '../run.ts';
import type { Bench } from './figure.ts';

const hosts = 6;

/**
 * Two workers share simulated hosts; one is killed in the middle of a create: until another owns its hosts, and the create
 * has ended. The supervisor starts the killed one anew meanwhile: as another incarnation it may take its part.
 */
export const takeover: Bench = async (say) => {
  const home = scratch();
  let second: ChildProcess | undefined;
  try {
    const instance = await home.start({ simulated: hosts });
    try {
      second = anotherWorker(instance.pid('worker'));
      await until('both workers have their share', 60_000, async () => (await owners(instance)).length === 2);
      await slowDefine(join(home.stateDir, 'simulator', 'socket'));
      const tenant = await instance.tenant();
      const { operationId } = await createVm(tenant, await choices(tenant, home.stateDir), 'taken-over');
      const owner = await until(
        'a create in the middle',
        60_000,
        () => ownerAt(instance, operationId, 'define domain'),
        20,
      );
      process.kill(pidOf(owner), 'SIGKILL');
      const from = Date.now();
      await until('living owners for all hosts', 60_000, async () => allOwned(await owners(instance), owner), 20);
      await ended(instance.databaseUrl, operationId);
      const seconds = (Date.now() - from) / 1000;
      say(`hosts and operation of worker ${owner} taken over`);
      return [{ name: 'takeover', value: seconds, unit: 's', bound: 15 }];
    } finally {
      second?.kill('SIGTERM');
      await instance.stop();
    }
  } finally {
    await home.remove();
  }
};

/** With the very environment of the one that runs. */
function anotherWorker(pid: number): ChildProcess {
  const environ = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  const env = Object.fromEntries(
    environ.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  return spawn(process.execPath, [join(root, 'apps/worker/main.ts')], { env, stdio: 'ignore' });
}

/** So that there is a middle to be killed in. */
const slowDefine = (socket: string) =>
  Promise.all(
    Array.from({ length: hosts }, (_, n) =>
      controlSimulator(socket, `sim-${n + 1}`, { do: 'delay', on: 'define', ms: 2_000, times: 1 }),
    ),
  );

/** Names of the workers that hold a lease; null: a host has none. */
async function owners({ databaseUrl }: Instance): Promise<(string | null)[]> {
  const rows = await queried<{ name: string | null }>(
    databaseUrl,
    'SELECT DISTINCT w.name FROM host_lease l LEFT JOIN worker w ON w.id = l.worker_id',
  );
  return rows.map(({ name }) => name);
}

const allOwned = (names: readonly (string | null)[], dead: string) => !names.includes(null) && !names.includes(dead);

/** The worker that runs this operation, once it has come to this step. */
async function ownerAt({ databaseUrl }: Instance, operationId: string, step: string): Promise<string | null> {
  const [row] = await queried<{ name: string }>(
    databaseUrl,
    `SELECT w.name FROM operation o JOIN worker w ON w.id = o.worker_id JOIN step s ON s.operation_id = o.id
     WHERE o.id = $1 AND s.name = $2 AND s.status = 'running'`,
    [operationId, step],
  );
  return row?.name ?? null;
}

/** A worker's name is HOST/PID. */
const pidOf = (name: string) => Number(name.slice(name.lastIndexOf('/') + 1));
