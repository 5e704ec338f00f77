import type { OperationKind } from '@virtfleet/contracts/operation';
import type { Tx } from '@virtfleet/db/client';

/**
 * How far apart the operations of one bulk action begin on a host. A guest that boots without hardware's help takes a
 * CPU for a while: 20 that start at the same instant are none of them up after minutes, two at a time all are.
 */
const startApartMs = { emulated: 5_000, accelerated: 500 };
/** What asks guests and libvirt, and boots nothing. */
const otherApartMs = 250;

const boots: ReadonlySet<OperationKind> = new Set(['vm.create', 'vm.start', 'vm.reboot']);

/** A bulk action that ended longer ago than this holds up nobody. */
const restSeconds = 5;

/**
 * When the next of many operations may begin on a host, so that they come one after another. It counts from the last
 * that was given a time there, by whichever action: two bulk actions at once are paced together. Until the transaction
 * ends nobody else is given a time on this host. The first begins at once.
 */
export async function pacedStart(tx: Tx, about: { hostId: string; kind: OperationKind }): Promise<Date> {
  const [first] = await pacedStarts(tx, about, 1);
  return first ?? new Date();
}

/** The same for several that are asked for in one statement. */
export async function pacedStarts(
  tx: Tx,
  { hostId, kind }: { hostId: string; kind: OperationKind },
  count: number,
): Promise<Date[]> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('pace of ' || ${hostId}, 0))::text`;
  const [host] = await tx.$queryRaw<{ now: Date; last: Date | null; accelerated: boolean; simulated: boolean }[]>`
    SELECT clock_timestamp() AS now, 'kvm' = ANY(host.virt_types) AS accelerated, host.simulated,
      (SELECT max(o.run_after) FROM operation o WHERE o.host_id = host.id AND o.batch_id IS NOT NULL
         AND o.run_after > clock_timestamp() - make_interval(secs => ${restSeconds})) AS last
    FROM host WHERE host.id = ${hostId}::uuid`;
  const now = host?.now ?? new Date();
  // Nothing boots on a simulated host.
  if (!host || host.simulated) return Array.from({ length: count }, () => now);
  const booting = host.accelerated ? startApartMs.accelerated : startApartMs.emulated;
  const apartMs = boots.has(kind) ? booting : otherApartMs;
  const firstMs = host.last ? Math.max(now.getTime(), host.last.getTime() + apartMs) : now.getTime();
  return Array.from({ length: count }, (_, n) => new Date(firstMs + n * apartMs));
}
