import { fail } from '@virtfleet/contracts/errors';
import { vmMetricsInput, vmSparksInput, watchVmInput } from '@virtfleet/contracts/metrics';
import { createVmInput, deleteVmInput, listVmsInput, stopVmInput, vmInput } from '@virtfleet/contracts/vm';
import { renameVmInput, setVmNotesInput, tagVmInput } from '@virtfleet/contracts/vm-labels';
import { listTags } from '@virtfleet/db/labels';
import { vmMetrics, vmSparks } from '@virtfleet/db/metrics';
import { notifyWatched } from '@virtfleet/db/notify';
import { countVms, listVms, vmDetail } from '@virtfleet/db/vms';
import { createVm } from '@virtfleet/services/vms/create';
import { deleteVm } from '@virtfleet/services/vms/delete';
import { setVmNotes } from '@virtfleet/services/vms/notes';
import { rebootVm } from '@virtfleet/services/vms/reboot';
import { renameVm } from '@virtfleet/services/vms/rename';
import { startVm } from '@virtfleet/services/vms/start';
import { stopVm } from '@virtfleet/services/vms/stop';
import { tagVm } from '@virtfleet/services/vms/tag';
import { projectInput } from '../inputs.ts';
import { projectProcedure, router } from '../trpc.ts';

export const vmsRouter = router({
  list: projectProcedure('vms.list', 'projectId')
    .input(listVmsInput)
    .query(({ ctx, input }) => listVms(ctx.db, input, ctx.now())),

  counts: projectProcedure('vms.counts', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => countVms(ctx.db, input.projectId, ctx.now())),

  get: projectProcedure('vms.get', 'vmId')
    .input(vmInput)
    .query(async ({ ctx, input }) => {
      const vm = await vmDetail(ctx.db, input.vmId, ctx.now());
      if (!vm) throw fail('not_found', 'This VM is gone');
      return vm;
    }),

  metrics: projectProcedure('vms.metrics', 'vmId')
    .input(vmMetricsInput)
    .query(({ ctx, input }) => vmMetrics(ctx.db, input.vmId, input.range)),

  sparks: projectProcedure('vms.sparks', 'projectId')
    .input(vmSparksInput)
    .query(({ ctx, input }) => vmSparks(ctx.db, input.projectId, input.vmIds)),

  watch: projectProcedure('vms.watch', 'vmId')
    .input(watchVmInput)
    .mutation(({ ctx, input }) => notifyWatched(ctx.db, input.vmId)),

  create: projectProcedure('vms.create', 'projectId')
    .input(createVmInput)
    .mutation(({ ctx, input }) => createVm(ctx, ctx.actor, input)),

  start: projectProcedure('vms.start', 'vmId')
    .input(vmInput)
    .mutation(({ ctx, input }) => startVm(ctx, ctx.actor, input)),

  stop: projectProcedure('vms.stop', 'vmId')
    .input(stopVmInput)
    .mutation(({ ctx, input }) => stopVm(ctx, ctx.actor, input)),

  reboot: projectProcedure('vms.reboot', 'vmId')
    .input(vmInput)
    .mutation(({ ctx, input }) => rebootVm(ctx, ctx.actor, input)),

  rename: projectProcedure('vms.rename', 'vmId')
    .input(renameVmInput)
    .mutation(({ ctx, input }) => renameVm(ctx, ctx.actor, input)),

  tags: projectProcedure('vms.tags', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => listTags(ctx.db, input.projectId)),

  tag: projectProcedure('vms.tag', 'vmId')
    .input(tagVmInput)
    .mutation(({ ctx, input }) => tagVm(ctx, ctx.actor, input)),

  setNotes: projectProcedure('vms.setNotes', 'vmId')
    .input(setVmNotesInput)
    .mutation(({ ctx, input }) => setVmNotes(ctx, ctx.actor, input)),

  delete: projectProcedure('vms.delete', 'vmId')
    .input(deleteVmInput)
    .mutation(({ ctx, input }) => deleteVm(ctx, ctx.actor, input)),
});
