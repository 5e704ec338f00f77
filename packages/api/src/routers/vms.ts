import { fail } from '@virtfleet/contracts/errors';
import { bulkVmsInput, listVmsInput, matchingVmsInput, vmRowsInput } from '@virtfleet/contracts/list';
import { vmMetricsInput, vmSparksInput, watchVmInput } from '@virtfleet/contracts/metrics';
import { planVmsInput } from '@virtfleet/contracts/plan';
import { createVmInput, deleteVmInput, stopVmInput, vmInput } from '@virtfleet/contracts/vm';
import { renameVmInput, setVmNotesInput, tagVmInput } from '@virtfleet/contracts/vm-labels';
import { listTags } from '@virtfleet/db/labels';
import { vmMetrics, vmSparks } from '@virtfleet/db/metrics';
import { notifyWatched } from '@virtfleet/db/notify';
import { matchingVms, vmFacets } from '@virtfleet/db/vm-search';
import { countVms, listVms, vmDetail, vmRows } from '@virtfleet/db/vms';
import { vmLanguage } from '@virtfleet/domain/search/vms';
import { bulkVms } from '@virtfleet/services/vms/bulk';
import { createVms } from '@virtfleet/services/vms/create';
import { vmDefinition } from '@virtfleet/services/vms/definition';
import { deleteVm } from '@virtfleet/services/vms/delete';
import { setVmNotes } from '@virtfleet/services/vms/notes';
import { planVms } from '@virtfleet/services/vms/plan';
import { rebootVm } from '@virtfleet/services/vms/reboot';
import { renameVm } from '@virtfleet/services/vms/rename';
import { startVm } from '@virtfleet/services/vms/start';
import { stopVm } from '@virtfleet/services/vms/stop';
import { tagVm } from '@virtfleet/services/vms/tag';
import { projectInput } from '../inputs.ts';
import { clausesOf } from '../search.ts';
import { projectProcedure, router } from '../trpc.ts';

export const vmsRouter = router({
  list: projectProcedure('vms.list', 'projectId')
    .input(listVmsInput)
    .query(({ ctx, input: { q, ...window } }) =>
      listVms(ctx.db, { ...window, clauses: clausesOf(q, vmLanguage, ctx) }, ctx.now()),
    ),

  matching: projectProcedure('vms.matching', 'projectId')
    .input(matchingVmsInput)
    .query(({ ctx, input: { q, ...search } }) =>
      matchingVms(ctx.db, { ...search, clauses: clausesOf(q, vmLanguage, ctx) }),
    ),

  rows: projectProcedure('vms.rows', 'projectId')
    .input(vmRowsInput)
    .query(({ ctx, input }) => vmRows(ctx.db, input.projectId, input.vmIds, ctx.now())),

  facets: projectProcedure('vms.facets', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => vmFacets(ctx.db, input.projectId)),

  bulk: projectProcedure('vms.bulk', 'projectId')
    .input(bulkVmsInput)
    .mutation(({ ctx, input }) => bulkVms(ctx, ctx.actor, input)),

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

  definition: projectProcedure('vms.definition', 'vmId')
    .input(vmInput)
    .query(({ ctx, input }) => vmDefinition(ctx, ctx.actor, input)),

  create: projectProcedure('vms.create', 'projectId')
    .input(createVmInput)
    .mutation(({ ctx, input }) => createVms(ctx, ctx.actor, input)),

  /** A form may be longer than an address: asked by POST. */
  plan: projectProcedure('vms.plan', 'projectId')
    .input(planVmsInput)
    .query(({ ctx, input }) => planVms(ctx, ctx.actor, input)),

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
