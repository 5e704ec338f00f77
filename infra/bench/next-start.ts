import { queried } from '../instance/instance.ts';
import { scratch } from '../instance/scratch.ts';
import { choices, createVm, ended } from '../instance/tenant.ts';
import type { Bench } from './figure.ts';

/** After Ctrl-C with a VM there, until sign-in answers and both hosts are up. */
export const nextStart: Bench = async (say) => {
  const home = scratch();
  try {
    say('a first start, and a VM');
    const first = await home.start();
    const tenant = await first.tenant();
    const { vmId, operationId } = await createVm(tenant, await choices(tenant, home.stateDir), 'kept');
    await ended(first.databaseUrl, operationId);
    await first.stop();
    say('the next start');
    const from = Date.now();
    const next = await home.start();
    const seconds = (Date.now() - from) / 1000;
    const [vm] = await queried<{ deleted_at: Date | null }>(
      next.databaseUrl,
      'SELECT deleted_at FROM vm WHERE id = $1',
      [vmId],
    );
    await next.stop();
    if (!vm || vm.deleted_at) throw new Error('the VM did not outlive the start');
    return [{ name: 'next-start', value: seconds, unit: 's', bound: 15 }];
  } finally {
    await home.remove();
  }
};
