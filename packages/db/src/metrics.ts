import {
  type MetricsRange,
  sparkEveryMs,
  sparkPoints,
  type VmMetrics,
  type VmSample,
  type VmSparks,
} from '@virtfleet/contracts/metrics';
import { type Db, Prisma, type Tx } from './client.ts';

/** What was measured of one VM. Times are the database's: workers' clocks may differ, so they tell only how long ago it was. */
export type MeasuredVm = Omit<VmSample, 'at'> & { vmId: string; fine: boolean; ms: number; agoMs: number };

/** Writes them all by one statement. */
export async function putSamples(db: Db | Tx, samples: readonly MeasuredVm[]): Promise<void> {
  if (samples.length === 0) return;
  const all = <K extends keyof MeasuredVm>(key: K) => samples.map((sample) => sample[key]);
  await db.$executeRaw`
    INSERT INTO vm_metric (vm_id, fine, at, ms, cpu_cores, memory_used_mib, disk_read_bps, disk_write_bps, disk_read_iops,
      disk_write_iops, rx_bps, tx_bps)
    SELECT vm_id, fine, now() - make_interval(secs => ago_ms / 1000), ms, cpu, memory, read_bps, write_bps, read_iops, write_iops, rx, tx
    FROM unnest(${all('vmId')}::uuid[], ${all('fine')}::boolean[], ${all('agoMs')}::float8[], ${all('ms')}::int[],
      ${all('cpuCores')}::float8[], ${all('memoryUsedMib')}::float8[], ${all('diskReadBps')}::float8[],
      ${all('diskWriteBps')}::float8[], ${all('diskReadIops')}::float8[], ${all('diskWriteIops')}::float8[],
      ${all('rxBps')}::float8[], ${all('txBps')}::float8[])
      AS s (vm_id, fine, ago_ms, ms, cpu, memory, read_bps, write_bps, read_iops, write_iops, rx, tx)
    ON CONFLICT DO NOTHING`;
}

const values = Prisma.sql`
  cpu_cores AS "cpuCores", memory_used_mib AS "memoryUsedMib", disk_read_bps AS "diskReadBps", disk_write_bps AS "diskWriteBps",
  disk_read_iops AS "diskReadIops", disk_write_iops AS "diskWriteIops", rx_bps AS "rxBps", tx_bps AS "txBps"`;

const means = Prisma.sql`
  avg(cpu_cores) AS "cpuCores", avg(memory_used_mib) AS "memoryUsedMib", avg(disk_read_bps) AS "diskReadBps",
  avg(disk_write_bps) AS "diskWriteBps", avg(disk_read_iops) AS "diskReadIops", avg(disk_write_iops) AS "diskWriteIops",
  avg(rx_bps) AS "rxBps", avg(tx_bps) AS "txBps"`;

/** As they were measured, since so long ago. */
const measured = (vmId: string, fine: boolean, minutes: number) => Prisma.sql`
  SELECT at, ms, ${values} FROM vm_metric
  WHERE vm_id = ${vmId}::uuid AND fine = ${fine} AND at > now() - make_interval(mins => ${minutes}::int) ORDER BY at`;

/** The means of each five minutes. */
const dayOf = (vmId: string) => Prisma.sql`
  SELECT max(at) AS at, 0 AS ms, ${means} FROM vm_metric
  WHERE vm_id = ${vmId}::uuid AND NOT fine AND at > now() - interval '24 hours'
  GROUP BY date_bin('5 minutes', at, 'epoch') ORDER BY 1`;

export const metricsQuery = (vmId: string, range: MetricsRange): Prisma.Sql =>
  range === '24h' ? dayOf(vmId) : measured(vmId, range === 'live', range === 'live' ? 5 : 60);

const everyMs: Record<MetricsRange, number> = { live: 2_000, '1h': 60_000, '24h': 300_000 };

/** What a VM used: in the last five minutes while it was watched, in the last hour, or in the means of the last day. */
export async function vmMetrics(db: Db | Tx, vmId: string, range: MetricsRange): Promise<VmMetrics> {
  const rows = await db.$queryRaw<(VmSample & { ms: number })[]>(metricsQuery(vmId, range));
  // A host that is slow to tell is asked less often.
  const usual = rows.map(({ ms }) => ms).sort((a, b) => a - b)[rows.length >> 1] ?? 0;
  return { samples: rows.map(({ ms: _, ...sample }) => sample), everyMs: Math.max(everyMs[range], usual) };
}

/** Those of the VMs that are the project's. */
export async function vmSparks(db: Db | Tx, projectId: string, vmIds: readonly string[]): Promise<VmSparks> {
  const rows = await db.$queryRaw<{ id: string; ago: number | null; cores: number }[]>(sparksQuery(projectId, vmIds));
  const sparks: VmSparks = {};
  for (const { id, ago, cores } of rows) {
    const spark = sparks[id] ?? Array.from({ length: sparkPoints }, () => null);
    sparks[id] = spark;
    if (ago !== null && ago < sparkPoints) spark[sparkPoints - 1 - ago] = cores;
  }
  return sparks;
}

export const sparksQuery = (projectId: string, vmIds: readonly string[]): Prisma.Sql => Prisma.sql`
  SELECT vm.id, m.ago, m.cores FROM vm
  LEFT JOIN LATERAL (
    SELECT floor(extract(epoch FROM now() - at) * 1000 / ${sparkEveryMs}::int)::int AS ago, avg(cpu_cores) AS cores
    FROM vm_metric WHERE vm_id = vm.id AND NOT fine AND at > now() - make_interval(secs => ${(sparkEveryMs * sparkPoints) / 1000}::int)
    GROUP BY 1
  ) m ON true
  WHERE vm.project_id = ${projectId}::uuid AND vm.id = ANY(${[...vmIds]}::uuid[])`;

/** As many rows of a VM as are taken away at once. */
const mostForgotten = 5_000;

/**
 * Takes away what is too old of the VMs of these hosts, and all of those that were deleted. Row by row of the key, by where each lies:
 * no other index is needed, and no plan reads the whole table.
 */
export const forgetSamples = (db: Db | Tx, hostIds: readonly string[]): Promise<number> => db.$executeRaw`
  DELETE FROM vm_metric WHERE ctid = ANY(ARRAY(
    SELECT old.ctid FROM vm CROSS JOIN LATERAL (
      (SELECT m.ctid FROM vm_metric m WHERE m.vm_id = vm.id AND NOT m.fine
        AND m.at < CASE WHEN vm.deleted_at IS NULL THEN now() - interval '24 hours' ELSE now() END
        ORDER BY m.at LIMIT ${mostForgotten})
      UNION ALL
      (SELECT m.ctid FROM vm_metric m WHERE m.vm_id = vm.id AND m.fine
        AND m.at < CASE WHEN vm.deleted_at IS NULL THEN now() - interval '15 minutes' ELSE now() END
        ORDER BY m.at LIMIT ${mostForgotten})
    ) old
    WHERE vm.host_id = ANY(${[...hostIds]}::uuid[]) AND (vm.deleted_at IS NULL OR vm.deleted_at > now() - interval '7 days')))`;
