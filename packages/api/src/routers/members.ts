import { addMemberInput, memberInput, setRoleInput } from '@virtfleet/contracts/project';
import { listMembers } from '@virtfleet/db/members';
import { addMember, removeMember, setMemberRole } from '@virtfleet/services/members/members';
import { projectInput } from '../inputs.ts';
import { projectProcedure, router } from '../trpc.ts';

export const membersRouter = router({
  list: projectProcedure('members.list', 'projectId')
    .input(projectInput)
    .query(({ ctx, input }) => listMembers(ctx.db, input.projectId)),

  add: projectProcedure('members.add', 'projectId')
    .input(addMemberInput)
    .mutation(({ ctx, input }) => addMember(ctx, ctx.actor, input)),

  setRole: projectProcedure('members.setRole', 'projectId')
    .input(setRoleInput)
    .mutation(({ ctx, input }) => setMemberRole(ctx, ctx.actor, input)),

  remove: projectProcedure('members.remove', 'projectId')
    .input(memberInput)
    .mutation(({ ctx, input }) => removeMember(ctx, ctx.actor, input)),
});
