import { listHosts } from '@virtfleet/db/hosts';
import { procedure, router } from '../trpc.ts';

export const hostsRouter = router({
  list: procedure('hosts.list').query(({ ctx }) => listHosts(ctx.db)),
});
