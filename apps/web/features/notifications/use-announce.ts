'use client';

import { useQueryClient } from '@tanstack/react-query';
import type { NotificationView } from '@virtfleet/contracts/views';
import { toast } from '@virtfleet/ui/toast';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { placeOf } from '../shell/pages.ts';
import { arrivedSince, newestOf } from './arrivals.ts';
import { notificationTone } from './words.ts';

type Ways = { markRead: (ids: string[]) => void; showAll: () => void };

/** Says what arrives while the page is looked at, unless the page shows it already: that counts as read. */
export function useAnnounce(items: readonly NotificationView[] | undefined, { markRead, showAll }: Ways): void {
  const pathname = usePathname();
  const router = useRouter();
  const isShown = useIsShown(pathname);
  const newest = useRef<string | null>(null);

  const hear = useEffectEvent((all: readonly NotificationView[]) => {
    const arrived = arrivedSince(newest.current, all);
    newest.current = newestOf(newest.current, all);
    if (document.visibilityState !== 'visible') return;
    const seen = all.filter((item) => item.readAt === null && isShown(item));
    if (seen.length > 0) markRead(seen.map(({ id }) => id));
    const news = arrived.filter((item) => !seen.includes(item));
    const [one] = news;
    if (!one) return;
    if (news.length > 1) {
      toast({ tone: 'busy', title: `${news.length} new notifications`, action: { label: 'Show', onClick: showAll } });
      return;
    }
    const { id, kind, title, body, href } = one;
    const follow = () => {
      markRead([id]);
      router.push(href);
    };
    toast({
      tone: notificationTone(kind),
      title,
      description: body ?? undefined,
      action: { label: 'Open', onClick: follow },
    });
  });

  // Also when one goes to the page that something is about.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is what brings it about
  useEffect(() => {
    if (items) hear(items);
  }, [items, pathname]);
}

/** Whether the page that one is on shows what a notification is about. */
function useIsShown(pathname: string): (item: Pick<NotificationView, 'href'>) => boolean {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return ({ href }) => {
    if (href === pathname) return true;
    const place = placeOf(pathname);
    const vmId = place?.page.id === 'vms' ? place.rest[0] : undefined;
    if (vmId === undefined) return false;
    const story = queryClient.getQueryData(trpc.operations.ofVm.queryOptions({ vmId }).queryKey);
    return story?.some(({ id }) => href.endsWith(`/operations/${id}`)) ?? false;
  };
}
