// A whole Virtfleet on a lab of its own, for tests that break something under it and look at how it comes out.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../instance/client.ts';
import { queried } from '../instance/instance.ts';
import { scratch } from '../instance/scratch.ts';
import { type Choices, choices, createVm, deleteVm } from '../instance/tenant.ts';
import { inside } from '../lab/host.ts';
import { hostDir, labStatus } from '../lab/lab.ts';
import { run, until } from '../run.ts';
import type { Run } from '../state.ts';
import { lies } from './truth.ts';

export type Vm = { vmId: string; operationId: string; name: string; domainName: string; host: number };
export type Ended = { status: string; error: string | null };

export type FullStack = {
  labDir: string;
  tenant: Client;
  /** Asks for a VM; answers before anything is made. `imageId`: another than tiny. */
  create(name: string, imageId?: string): Promise<Vm>;
  /** Asks for its end and waits for it. */
  remove(vm: Vm): Promise<void>;
  /** Adds an image that no host has a copy of. */
  freshImage(): Promise<{ id: string; sha256: string }>;
  /** Waits until this step of an operation is under way. */
  inStep(operationId: string, step: string): Promise<void>;
  /** Waits until this step is under way, or over. */
  begun(operationId: string, step: string): Promise<void>;
  /** Waits until an operation has one of these statuses. */
  inStatus(operationId: string, ...statuses: string[]): Promise<Ended>;
  ended(operationId: string): Promise<Ended>;
  /** Waits until Virtfleet itself says so of the host. */
  hostIs(host: number, state: 'up' | 'unreachable' | 'quarantined'): Promise<void>;
  /** Waits until its row says so. */
  power(vm: Vm, state: string, limitMs?: number): Promise<void>;
  /** Sends a signal to one of its processes, as `npm start` knows them. Answers its pid. */
  signal(name: 'worker' | 'postgres', signal: NodeJS.Signals): number;
  pidOf(name: 'worker' | 'postgres'): number;
  /** Of its database; none while that can't be reached. */
  rows<Row extends Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** As root on a host of the lab. */
  onHost(host: number, ...argv: string[]): Promise<string>;
  /** Waits until rows and hosts tell the same story, and nothing is under way; throws what does not agree. */
  truth(): Promise<void>;
  stop(): Promise<void>;
};

const limitMs = 240_000;

export async function fullStack(): Promise<FullStack> {
  const home = scratch();
  const labDir = join(home.stateDir, 'lab');
  const instance = await home.start().catch(async (error: unknown) => {
    await home.remove();
    throw error;
  });
  const { databaseUrl } = instance;
  const tenant = await instance.tenant();
  const chosen: Choices = await choices(tenant, home.stateDir);
  // Postgres may be what is broken.
  const rows = <Row extends Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    queried<Row>(databaseUrl, sql, values).catch(() => []);
  const hostIndex = (name: string) => labStatus(labDir)?.hosts.find((host) => host.name === name)?.index ?? 0;
  const onHost = (host: number, ...argv: string[]) => run(inside(hostDir(labDir, host), argv));
  const pidOf = (name: string) => {
    const { children }: Run = JSON.parse(readFileSync(join(home.stateDir, 'run.json'), 'utf8'));
    return children[name]?.pid ?? 0;
  };

  const inStatus = (operationId: string, ...statuses: string[]) =>
    until(`operation ${operationId} ${statuses.join(' or ')}`, limitMs, async () => {
      const [row] = await rows<Ended>('SELECT status::text, error FROM operation WHERE id = $1', [operationId]);
      return row && statuses.includes(row.status) ? row : null;
    });
  const ended = (operationId: string) => inStatus(operationId, 'done', 'failed', 'cancelled');

  return {
    labDir,
    tenant,
    async create(name, imageId = chosen.imageId) {
      const made = await createVm(tenant, { ...chosen, imageId }, name);
      const detail = await tenant.query('vms.get', { vmId: made.vmId });
      const { domainName, hostName } = detail as { domainName: string; hostName: string };
      return { ...made, name, domainName, host: hostIndex(hostName) };
    },
    async remove({ vmId, name }) {
      const { status, error } = await ended(await deleteVm(tenant, vmId, name));
      if (status !== 'done') throw new Error(`deleting ${name} ended ${status}: ${error}`);
    },
    async freshImage() {
      const [tiny] = await rows<{ sha256: string }>(`SELECT sha256 FROM image WHERE name = 'tiny'`);
      const objects = join(home.stateDir, 'objects');
      // With a tail of its own, which QEMU passes over.
      const bytes = Buffer.concat([readFileSync(join(objects, tiny?.sha256 ?? '')), randomBytes(16)]);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      writeFileSync(join(objects, sha256), bytes);
      const [row] = await rows<{ id: string }>(
        `INSERT INTO image (id, name, title, sha256, size_bytes, virtual_size_bytes, min_disk_gib, min_memory_mib, login_user)
         SELECT uuidv7(), 'tiny ' || left($1, 8), title, $1, $2, virtual_size_bytes, min_disk_gib, min_memory_mib, login_user
         FROM image WHERE name = 'tiny' RETURNING id`,
        [sha256, bytes.length],
      );
      return { id: row?.id ?? '', sha256 };
    },
    inStep: async (operationId, step) => {
      await until(`step "${step}" of ${operationId}`, limitMs, async () => {
        const sql = `SELECT 1 FROM step WHERE operation_id = $1 AND name = $2 AND status = 'running'`;
        return (await rows(sql, [operationId, step])).length > 0;
      });
    },
    begun: async (operationId, step) => {
      await until(`step "${step}" of ${operationId}`, limitMs, async () => {
        const sql = 'SELECT 1 FROM step WHERE operation_id = $1 AND name = $2';
        return (await rows(sql, [operationId, step])).length > 0;
      });
    },
    inStatus,
    ended,
    hostIs: async (host, state) => {
      await until(`lab-${host} ${state}`, limitMs, async () => {
        return (
          (await rows('SELECT 1 FROM host WHERE name = $1 AND state::text = $2', [`lab-${host}`, state])).length > 0
        );
      });
    },
    power: async ({ vmId, name }, state, withinMs = limitMs) => {
      await until(`${name} ${state}`, withinMs, async () => {
        return (await rows('SELECT 1 FROM vm WHERE id = $1 AND power_state::text = $2', [vmId, state])).length > 0;
      });
    },
    rows,
    pidOf,
    signal(name, signal) {
      const pid = pidOf(name);
      process.kill(pid, signal);
      return pid;
    },
    onHost,
    async truth() {
      let found: string[] = ['not looked yet'];
      await until('truth', 60_000, async () => {
        found = await lies(databaseUrl, labDir);
        return found.length === 0;
      }).catch(() => {
        throw new Error(`Rows and hosts do not agree:\n  ${found.join('\n  ')}`);
      });
    },
    async stop() {
      await instance.stop();
      await home.remove();
    },
  };
}
