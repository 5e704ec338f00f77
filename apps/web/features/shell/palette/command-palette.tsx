'use client';

import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FoundVm } from '@virtfleet/contracts/find';
import type { MeView } from '@virtfleet/contracts/views';
import { Palette, type PaletteGroup } from '@virtfleet/ui/palette';
import { setTheme } from '@virtfleet/ui/theme-toggle';
import { toast } from '@virtfleet/ui/toast';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useTRPC, useTRPCClient } from '../../../trpc/client.tsx';
import { errorMessage } from '../../../trpc/errors.ts';
import { useMarkRead } from '../../notifications/bell.tsx';
import { signOut } from '../../session/sign-out.ts';
import type { Current } from '../current.ts';
import { type Deed, entryGroups, type VmDeed } from './entries.ts';
import { recentVisits, rememberVisit } from './recent.ts';

type CommandPaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  me: MeView;
  current: Current;
  onShortcuts: () => void;
};

/** Go to or do anything: every page, thing and deed, found as one types. */
export function CommandPalette({ open, onOpenChange, me, current, onShortcuts }: CommandPaletteProps) {
  const [text, setText] = useState('');
  const [wasOpen, setWasOpen] = useState(open);
  if (open !== wasOpen) {
    setWasOpen(open);
    if (open) setText('');
  }
  const { found, pending } = useFound(open ? text.trim() : '', current.project?.id);
  const trpc = useTRPC();
  const unread = useQuery(trpc.notifications.list.queryOptions()).data?.unread ?? 0;
  const perform = useDeeds(me.id, onShortcuts);
  const groups = !open
    ? []
    : entryGroups({ text, me, ...current, found, visits: recentVisits(me.id), unread }).map(
        ({ key, title, entries }): PaletteGroup => ({
          key,
          title,
          items: entries.map((entry) => ({
            key: entry.key,
            label: entry.label,
            hint: entry.reason ?? entry.hint,
            disabled: entry.reason != null,
            onChoose: (apart) => {
              // Before it: what it opens takes the focus.
              onOpenChange(false);
              perform(entry.deed, apart);
            },
          })),
        }),
      );
  return (
    <Palette
      open={open}
      onOpenChange={onOpenChange}
      label="Go to or do anything"
      text={text}
      onTextChange={setText}
      groups={groups}
      pending={pending}
      empty={
        pending ? 'Looking…' : 'Nothing is called that. Names of VMs, pages, keys and what to do with them are found.'
      }
    />
  );
}

const typingPauseMs = 60;

/** What the server finds for the text; what was found before stays until the answer comes. */
function useFound(text: string, projectId: string | undefined) {
  const trpc = useTRPC();
  const [asked, setAsked] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), text === '' ? 0 : typingPauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  const query = useQuery(
    trpc.search.find.queryOptions(
      { text: asked, projectId },
      { enabled: asked !== '', placeholderData: keepPreviousData, staleTime: 2_000, gcTime: 30_000 },
    ),
  );
  const answered = asked === text && !query.isPlaceholderData && !query.isLoading;
  return { found: text === '' ? undefined : query.data, pending: text !== '' && !answered };
}

function useDeeds(userId: string, onShortcuts: () => void) {
  const router = useRouter();
  const markRead = useMarkRead();
  const act = useVmDeeds();
  return (deed: Deed, apart: boolean): void => {
    if ('go' in deed) {
      if (deed.remember) rememberVisit(userId, deed.remember);
      if (apart) window.open(deed.go, '_blank', 'noopener');
      else router.push(deed.go);
    } else if ('act' in deed) void act(deed.act, deed.vm);
    else if ('theme' in deed) setTheme(deed.theme);
    else if (deed.run === 'sign out') void signOut();
    else if (deed.run === 'read all') markRead();
    else onShortcuts();
  };
}

const words: Record<VmDeed, { doing: string; done: string }> = {
  start: { doing: 'Starting', done: 'started' },
  stop: { doing: 'Stopping', done: 'stopped' },
  reboot: { doing: 'Rebooting', done: 'rebooted' },
};

/** Asked for from any page: says that it is under way, and leads there. */
function useVmDeeds() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const router = useRouter();
  const queryClient = useQueryClient();
  return async (deed: VmDeed, vm: FoundVm): Promise<void> => {
    const { doing, done } = words[deed];
    try {
      await client.vms[deed].mutate({ vmId: vm.id });
      const open = () => router.push(`/projects/${encodeURIComponent(vm.project)}/vms/${vm.id}`);
      toast({ tone: 'busy', title: `${doing} ${vm.name}`, action: { label: 'Open', onClick: open } });
    } catch (error) {
      toast({ tone: 'bad', title: `${vm.name} was not ${done}`, description: errorMessage(error) });
    }
    await Promise.all([trpc.vms, trpc.operations].map((router) => queryClient.invalidateQueries(router.pathFilter())));
  };
}
