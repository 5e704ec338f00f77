import { fail } from '@virtfleet/contracts/errors';
import type { SetQuotaInput } from '@virtfleet/contracts/quota';
import { projectOf } from '@virtfleet/db/access';
import { notifyChanges } from '@virtfleet/db/notify';
import { setQuota } from '@virtfleet/db/quotas';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

/** Sets what a project may have. A limit below what it uses takes nothing away: it only allows no more. */
export async function setProjectQuota({ db }: ServiceContext, actor: Actor, input: SetQuotaInput): Promise<void> {
  const { projectId, ...limits } = input;
  authorize(actor, 'quotas.set', projectId);
  await db.$transaction(async (tx) => {
    if (!(await projectOf(tx, 'projectId', projectId))) throw fail('not_found', 'There is no such project');
    await setQuota(tx, projectId, limits);
    await notifyChanges(tx, [{ kind: 'quotas', projectId }]);
  });
}
