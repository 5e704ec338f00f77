import type { DomainClaim, DomainObservation, HostAgent } from '@virtfleet/agent/types';
import type { Db } from '@virtfleet/db/client';
import { type Found, putFindings, unknownOf } from '@virtfleet/db/findings';

export type FlagInput = {
  agent: HostAgent;
  query: <T>(body: (db: Db) => Promise<T>) => Promise<T>;
  installationId: string;
  /** The number of the sweep, and all domains that it saw. */
  seq: string;
  domains: readonly DomainObservation[];
};

/** Each is asked whose it is; a host full of other people's domains is not told in full. */
const mostAsked = 200;

/**
 * Writes down what is on a host without a row, and which VMs have a row without a domain. Touches nothing on the host. Answers
 * what putFindings does.
 *
 * A row is written before what it tells of is made, and goes only after that is gone. So what is still there after it was looked for
 * among the rows has none, whatever is made or deleted meanwhile.
 */
export async function flag({ agent, query, installationId, seq, domains }: FlagInput) {
  const hostId = agent.host.id;
  const listed = await ownVolumes(agent);
  const unknown = await query((db) =>
    unknownOf(db, hostId, { uuids: domains.map(({ uuid }) => uuid), volumeNames: listed ?? [] }),
  );
  const strangers: Found[] = [];
  for (const { uuid, name } of domains.filter((domain) => unknown.uuids.includes(domain.uuid)).slice(0, mostAsked)) {
    const claim = await agent.claim(uuid);
    if (claim) strangers.push({ name, ...verdict(name, claim, installationId) });
  }
  const still = unknown.volumeNames.length > 0 ? await ownVolumes(agent) : listed;
  const volumes = still?.filter((name) => unknown.volumeNames.includes(name)) ?? null;
  const orphans = volumes?.map((name): Found => ({ kind: 'orphan_volume', name, detail: null })) ?? null;
  return query((db) => putFindings(db, hostId, seq, strangers, orphans));
}

/** Volumes and seeds by our way of naming them; copies of images are swept by the next upload. Null: the pool does not tell now. */
const ownVolumes = async (agent: HostAgent): Promise<string[] | null> => {
  const names = await agent.volumes().catch(() => null);
  return names?.filter((name) => /^(vol|seed)-[0-9a-f-]{36}\.\w+$/.test(name)) ?? null;
};

/** A stamp decides; without one a name of ours does. */
function verdict(name: string, { title, installationId }: DomainClaim, ours: string): Omit<Found, 'name'> {
  const isOurs = installationId === null ? /^vf-[0-9a-f-]{36}$/.test(name) : installationId === ours;
  if (isOurs) return { kind: 'orphan_domain', detail: title };
  return { kind: 'foreign_domain', detail: installationId === null ? title : 'of another Virtfleet installation' };
}
