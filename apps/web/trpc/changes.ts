import type { ChangeKey } from '@virtfleet/contracts/views';
import { z } from 'zod';

/** tRPC's key of a query: the procedure's path, and what it was asked. */
const queryKey = z.tuple([
  z.array(z.string()),
  z.object({ input: z.record(z.string(), z.unknown()).optional() }).optional(),
]);

/** Which field of a query's input names the one row that it shows. */
const rowField: Record<ChangeKey['kind'], string> = {
  vms: 'vmId',
  operations: 'operationId',
  hosts: 'hostId',
  keypairs: 'keypairId',
  images: 'imageId',
  quotas: 'quotaId',
  notifications: 'notificationId',
};

/** What is counted from things of another kind. */
const alsoChanges: Partial<Record<ChangeKey['kind'], readonly string[]>> = { vms: ['quotas'] };

/** Whether a query may now answer otherwise. A key without an id or project means: any of that kind. */
export function affects(change: ChangeKey, key: readonly unknown[]): boolean {
  const parsed = queryKey.safeParse(key.length === 1 ? [key[0], undefined] : key);
  if (!parsed.success) return false;
  const [path, options] = parsed.data;
  const kind = path[0];
  if (kind !== change.kind && !(kind !== undefined && alsoChanges[change.kind]?.includes(kind))) return false;
  const input = options?.input ?? {};
  return fits(change.id, input[rowField[change.kind]]) && fits(change.projectId, input.projectId);
}

const fits = (changed: string | undefined, asked: unknown) =>
  changed === undefined || asked === undefined || changed === asked;
