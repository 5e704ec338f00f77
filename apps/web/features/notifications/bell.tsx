'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { NotificationView } from '@virtfleet/contracts/views';
import { Button, IconButton } from '@virtfleet/ui/button';
import { cx } from '@virtfleet/ui/cx';
import { Popover } from '@virtfleet/ui/popover';
import { RelativeTime } from '@virtfleet/ui/relative-time';
import { Dot } from '@virtfleet/ui/state-badge';
import { Bell as BellIcon } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { useAnnounce } from './use-announce.ts';
import { badge, notificationTone } from './words.ts';

/** What one should know, behind a bell that counts what was not read yet; each leads to the thing. */
export function Bell() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.notifications.list.queryOptions());
  const [open, setOpen] = useState(false);
  const markRead = useMarkRead();
  const items = data?.items ?? [];
  const unread = data?.unread ?? 0;
  useAnnounce(data?.items, { markRead, showAll: () => setOpen(true) });
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      title="Notifications"
      actions={
        unread > 0 && (
          <Button size="sm" variant="ghost" onClick={() => markRead()}>
            Mark all as read
          </Button>
        )
      }
      trigger={
        <IconButton label={unread > 0 ? `Notifications: ${unread} unread` : 'Notifications'} className="relative">
          <BellIcon size={16} strokeWidth={1.5} aria-hidden />
          {unread > 0 && (
            <span
              aria-hidden
              className="absolute -top-0.5 -right-1 min-w-4 rounded-full bg-accent px-1 text-center font-semibold text-[10px] text-on-accent leading-4"
            >
              {badge(unread)}
            </span>
          )}
        </IconButton>
      }
    >
      {items.length === 0 ? (
        <p className="px-6 py-8 text-balance text-center text-ink-2">
          Nothing yet. When something that you asked for fails, or takes a while and is done, it is told here.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {items.map((item) => (
            <li key={item.id}>
              <Item
                item={item}
                onFollow={() => {
                  setOpen(false);
                  if (item.readAt === null) markRead([item.id]);
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}

function Item({ item, onFollow }: { item: NotificationView; onFollow: () => void }) {
  const { kind, title, body, href, createdAt, readAt } = item;
  const isNew = readAt === null;
  return (
    <Link
      href={href}
      onClick={onFollow}
      className="flex items-baseline gap-2.5 px-4 py-2.5 -outline-offset-2 hover:bg-hover"
    >
      <Dot tone={notificationTone(kind)} className={cx('relative -top-px', !isNew && 'opacity-40')} />
      <span className="min-w-0 flex-1">
        <span className={cx('block break-words', isNew ? 'font-[550]' : 'text-ink-2')}>
          {title}
          {isNew && <span className="sr-only">, unread</span>}
        </span>
        {body !== null && <span className="line-clamp-3 break-words text-ink-2">{body}</span>}
        <RelativeTime date={createdAt} className="text-caption text-ink-3" />
      </span>
    </Link>
  );
}

/** Marks some as read, or all; shown at once, since it can be said again without harm. */
export function useMarkRead(): (ids?: string[]) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { queryKey } = trpc.notifications.list.queryOptions();
  const { mutate } = useMutation(
    trpc.notifications.read.mutationOptions({
      onMutate: async ({ ids }) => {
        await queryClient.cancelQueries({ queryKey });
        queryClient.setQueryData(queryKey, (known) => {
          if (!known) return known;
          const now = new Date();
          const items = known.items.map((item) =>
            item.readAt === null && (!ids || ids.includes(item.id)) ? { ...item, readAt: now } : item,
          );
          return { items, unread: ids ? Math.max(0, known.unread - ids.length) : 0 };
        });
      },
      onSettled: () => queryClient.invalidateQueries({ queryKey }),
    }),
  );
  return (ids) => mutate(ids ? { ids } : {});
}
