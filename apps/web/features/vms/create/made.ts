import { showCreates } from '../bulk/runs.ts';

type Made = { vms: readonly { vmId: string; name: string; operationId: string }[]; batchId: string | null };

/** Where to go to see what was asked for: the one VM's page, or the list of several, whose progress goes along. */
export function showMade(project: { id: string; name: string }, { vms, batchId }: Made, pattern: string): string {
  const [first, ...others] = vms;
  const list = `/projects/${project.name}/vms`;
  if (first && others.length === 0) return `${list}/${first.vmId}`;
  if (batchId !== null) showCreates(project, batchId, vms);
  const prefix = pattern.slice(0, pattern.indexOf('{'));
  return prefix === '' ? list : `${list}?q=${encodeURIComponent(prefix)}`;
}
