import type { ChangeKey } from '@virtfleet/contracts/views';
import { isRecord } from './is-record.ts';

/** Which field of a query's input names the one row that it shows. */
const rowField: Record<ChangeKey['kind'], string> = {
  vms: 'vmId',
  operations: 'operationId',
  hosts: 'hostId',
  keypairs: 'keypairId',
  images: 'imageId',
  quotas: 'quotaId',
  notifications: 'notificationId',
  metrics: 'vmId',
  users: 'userId',
  projects: 'projectId',
  members: 'userId',
  me: 'userId',
  requests: 'requestId',
};

/** Queries that show things of another kind than their router's. */
const kindOfQuery: Record<string, ChangeKey['kind'] | 'none'> = {
  'vms.metrics': 'metrics',
  // Asked again each minute: what a VM used then does not change.
  'vms.sparks': 'none',
};

/** What is counted from things of another kind. */
const alsoChanges: Partial<Record<ChangeKey['kind'], readonly string[]>> = {
  vms: ['quotas', 'projects', 'policies'],
  quotas: ['projects', 'policies'],
  projects: ['me'],
  members: ['projects', 'users'],
};

/** Whether a query may now answer otherwise. A key without an id or project means: any of that kind. */
export function affects(change: ChangeKey, key: readonly unknown[]): boolean {
  const [path, options] = key;
  // tRPC's: the procedure's path, and what it was asked.
  if (key.length > 2 || !Array.isArray(path) || !path.every((part) => typeof part === 'string')) return false;
  const kind = kindOfQuery[path.join('.')] ?? path[0];
  if (kind !== change.kind && !(kind !== undefined && alsoChanges[change.kind]?.includes(kind))) return false;
  const asked = isRecord(options) ? options.input : undefined;
  const input = isRecord(asked) ? asked : {};
  // The longer ranges are asked again by their own step.
  if (change.kind === 'metrics' && change.id !== undefined && input.range !== 'live') return false;
  return fits(change.id, input[rowField[change.kind]]) && fits(change.projectId, input.projectId);
}

const fits = (changed: string | undefined, asked: unknown) =>
  changed === undefined || asked === undefined || changed === asked;
