import { type CloudInitStatus, cloudInitStatus, type GuestFacts } from '@virtfleet/contracts/guest';
import type { Db, Tx } from './client.ts';

/** A VM by the name of its domain, and what is known of its guest since this run of it began. */
export type DomainVm = {
  domainName: string;
  vmId: string;
  projectId: string;
  guestSeenAt: Date | null;
  cloudInit: CloudInitStatus | null;
};

/** Which of a host's domains are VMs of ours. */
export async function vmsByDomain(db: Db | Tx, hostId: string, domainNames: readonly string[]): Promise<DomainVm[]> {
  const rows = await db.$queryRaw<(Omit<DomainVm, 'cloudInit'> & { cloudInit: string | null })[]>`
    SELECT domain_name AS "domainName", id AS "vmId", project_id AS "projectId",
      CASE WHEN guest_seen_at >= power_since THEN guest_seen_at END AS "guestSeenAt", guest #>> '{cloudInit,status}' AS "cloudInit"
    FROM vm WHERE host_id = ${hostId}::uuid AND deleted_at IS NULL AND domain_name = ANY(${[...domainNames]}::text[])`;
  return rows.map((row) => ({ ...row, cloudInit: cloudInitStatus.safeParse(row.cloudInit).data ?? null }));
}

/** What a guest told just now. */
export async function putGuest(db: Db | Tx, vmId: string, facts: GuestFacts): Promise<void> {
  await db.$executeRaw`
    UPDATE vm SET guest = ${JSON.stringify(facts)}::jsonb, guest_seen_at = now() WHERE id = ${vmId}::uuid AND deleted_at IS NULL`;
}
