'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { MemberView } from '@virtfleet/contracts/user';
import type { Role } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Avatar } from '@virtfleet/ui/avatar';
import { type Column, DataTable } from '@virtfleet/ui/data-table';
import { EmptyState } from '@virtfleet/ui/empty-state';
import { PageHeader } from '@virtfleet/ui/page-header';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { toast } from '@virtfleet/ui/toast';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { Freshness } from '../freshness.tsx';
import { useMe, useProject } from '../session/me.tsx';
import { AddMemberDialog } from './add-dialog.tsx';
import { RemoveMemberDialog } from './remove-dialog.tsx';
import { RoleMenu } from './role-menu.tsx';
import { roleWord } from './role-words.ts';

/** Who is in the project, and as what. Everyone in it sees that; owners change it. */
export function MemberListPage() {
  const project = useProject();
  const me = useMe();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useSuspenseQuery(trpc.members.list.queryOptions({ projectId: project.id }));
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<MemberView | null>(null);
  const setRole = useMutation(
    trpc.members.setRole.mutationOptions({
      onError: (error) => toast({ title: errorMessage(error), tone: 'bad' }),
      onSettled: () => queryClient.invalidateQueries(trpc.members.list.queryFilter({ projectId: project.id })),
      onSuccess: (_, { userId, role }) => {
        const name = query.data.find((member) => member.userId === userId)?.name ?? 'They';
        toast({ title: `${name} is ${role === 'owner' ? 'an' : 'a'} ${role} now` });
      },
    }),
  );
  const notOwner = project.role === 'owner' ? null : 'Only an owner of this project may do that';
  const add = (
    <ActionButton variant="primary" reason={notOwner} onClick={() => setAdding(true)}>
      Add member
    </ActionButton>
  );
  const empty = query.data.length === 0;
  const columns = memberColumns({
    me: me.id,
    notOwner,
    pending: setRole.isPending ? setRole.variables.userId : null,
    onRole: ({ userId }, role) => setRole.mutate({ projectId: project.id, userId, role }),
    onRemove: setRemoving,
  });
  return (
    <>
      <PageHeader title="Members" fact={empty ? undefined : String(query.data.length)} actions={!empty && add} />
      <DataTable
        label="Members"
        columns={columns}
        rows={query.data}
        rowKey={({ userId }) => userId}
        empty={
          <EmptyState title="Nobody is in this project yet" action={add}>
            Members make VMs here, viewers look at them, owners also say who is in. Admins of the fleet see every
            project.
          </EmptyState>
        }
        footer={
          !empty && (
            <>
              Viewers see all of it. Members make, change and delete VMs. Owners also say who is in. Admins of the fleet
              may do all of that, here too. <Freshness query={query} />
            </>
          )
        }
      />
      <AddMemberDialog open={adding} onOpenChange={setAdding} />
      <RemoveMemberDialog member={removing} onClose={() => setRemoving(null)} />
    </>
  );
}

type Doing = {
  me: string;
  notOwner: string | null;
  /** Whose role is being changed. */
  pending: string | null;
  onRole: (member: MemberView, role: Role) => void;
  onRemove: (member: MemberView) => void;
};

const memberColumns = ({ me, notOwner, pending, onRole, onRemove }: Doing): readonly Column<MemberView>[] => [
  {
    key: 'name',
    head: 'Name',
    cell: ({ name, userId, disabled }) => (
      <span className="inline-flex items-center gap-2.5">
        <Avatar name={name} className="max-sm:hidden" />
        <span className="font-[550]">{name}</span>
        {userId === me && <span className="text-ink-3">you</span>}
        {disabled && <span className="text-ink-3">can’t sign in</span>}
      </span>
    ),
  },
  {
    key: 'role',
    head: 'Role',
    cell: (member) =>
      notOwner === null ? (
        <RoleMenu
          of={member.name}
          role={member.role}
          reason={member.can.changeRole.ok ? null : member.can.changeRole.reason}
          pending={pending === member.userId}
          onChange={(role) => onRole(member, role)}
        />
      ) : (
        roleWord[member.role]
      ),
  },
  { key: 'email', head: 'E-mail', className: 'text-ink-2', cell: ({ email }) => email },
  {
    key: 'since',
    head: 'Since',
    align: 'right',
    className: 'text-ink-2',
    cell: ({ since }) => <RelativeTime date={since} />,
  },
  {
    key: 'remove',
    head: <span className="sr-only">Actions</span>,
    align: 'right',
    width: '90px',
    cell: (member) => (
      <ActionButton
        size="sm"
        reason={notOwner ?? (member.can.remove.ok ? null : member.can.remove.reason)}
        aria-label={`Remove ${member.name}`}
        onClick={() => onRemove(member)}
      >
        Remove
      </ActionButton>
    ),
  },
];
