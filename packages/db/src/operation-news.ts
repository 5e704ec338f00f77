import { operationTitle } from '@virtfleet/contracts/operation-words';
import type { Tx } from './client.ts';
import { notify } from './notifications.ts';

/** How an operation ended, or what keeps it from its end. A cancelled one is no news to whoever cancelled it. */
export type OperationNews = 'done' | 'failed' | 'stuck';

/** Who waits longer than this has turned to something else, and is told of a good end too. */
export const longOperationS = 30;

type Asked = {
  kind: string;
  userId: string | null;
  error: string | null;
  hostName: string;
  projectName: string | null;
  vmId: string | null;
  vmName: string | null;
  vmGone: boolean;
};

/** Tells whoever asked for an operation how it ended, with the transaction that ends it. Nobody asked: nobody is told. */
export async function tellAsker(tx: Tx, operationId: string, news: OperationNews): Promise<void> {
  const [asked] = await tx.$queryRaw<Asked[]>`
    SELECT o.kind, o.user_id AS "userId", o.error, host.name AS "hostName", project.name AS "projectName",
      o.vm_id AS "vmId", vm.name AS "vmName", vm.deleted_at IS NOT NULL AS "vmGone"
    FROM operation o
    JOIN host ON host.id = o.host_id
    LEFT JOIN project ON project.id = o.project_id
    LEFT JOIN vm ON vm.id = o.vm_id
    WHERE o.id = ${operationId}::uuid`;
  if (!asked?.userId) return;
  const { kind, userId, error, hostName, projectName, vmId, vmGone } = asked;
  const what = operationTitle(asked);
  // One of no project is on a page of the fleet.
  const base = projectName === null ? '' : `/projects/${projectName}`;
  const operation = `${base}/operations/${operationId}`;
  switch (news) {
    case 'done':
      return notify(tx, {
        userId,
        kind: 'operation.done',
        title: `${what} is done`,
        href: vmId !== null && !vmGone && kind !== 'vm.delete' ? `${base}/vms/${vmId}` : operation,
      });
    case 'failed':
      return notify(tx, { userId, kind: 'operation.failed', title: `${what} failed`, body: error, href: operation });
    case 'stuck':
      return notify(tx, {
        userId,
        kind: 'operation.stuck',
        title: `${what} is stuck`,
        body: `What it began on ${hostName} could not be undone yet. It goes on by itself when the host answers again.`,
        href: operation,
        // It is tried again every few minutes, and stuck again.
        once: true,
      });
  }
}
