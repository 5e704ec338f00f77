import { newId } from '@virtfleet/contracts/ids';
import type { NotificationKind, NotificationsView, NotificationView } from '@virtfleet/contracts/views';
import { type Db, Prisma, type Tx } from './client.ts';
import { notifyChanges } from './notify.ts';

export type NewNotification = {
  userId: string;
  kind: NotificationKind;
  title: string;
  body?: string | null;
  /** The page that it leads to, a path of our own: "/projects/shop/operations/…". */
  href: string;
  /** Not told again while the same of this kind and page is kept. */
  once?: boolean;
};

/** Of each person the newest are kept, and none that is older than this. */
const most = 200;
const keptFor = '90 days';

/** Tells a person something, with the transaction: it stands behind the bell, and an open page of theirs says it at once. */
export async function notify(tx: Db | Tx, ask: NewNotification): Promise<void> {
  const { userId, kind, title, body = null, href, once = false } = ask;
  if (!href.startsWith('/') || href.startsWith('//')) throw new Error(`a notification leads to ${href}`);
  const told = once
    ? Prisma.sql`WHERE NOT EXISTS (SELECT FROM notification WHERE user_id = ${userId}::uuid AND kind = ${kind} AND href = ${href})`
    : Prisma.empty;
  const added = await tx.$executeRaw`
    INSERT INTO notification (id, user_id, kind, title, body, href)
    SELECT ${newId()}::uuid, ${userId}::uuid, ${kind}, ${title}, ${body}, ${href} ${told}`;
  if (added === 0) return;
  await tx.$executeRaw`
    DELETE FROM notification WHERE user_id = ${userId}::uuid AND (created_at < now() - ${keptFor}::interval
      OR id IN (SELECT id FROM notification WHERE user_id = ${userId}::uuid ORDER BY id DESC OFFSET ${most}))`;
  await notifyChanges(tx, [{ kind: 'notifications', userId }]);
}

/** Someone's notifications, newest first. */
export async function listNotifications(db: Db | Tx, userId: string, { limit = 50 } = {}): Promise<NotificationsView> {
  const [items, [count]] = await Promise.all([
    db.$queryRaw<NotificationView[]>`
      SELECT id, kind, title, body, href, created_at AS "createdAt", read_at AS "readAt"
      FROM notification WHERE user_id = ${userId}::uuid ORDER BY id DESC LIMIT ${limit}`,
    db.$queryRaw<{ unread: number }[]>`
      SELECT count(*)::int AS unread FROM notification WHERE user_id = ${userId}::uuid AND read_at IS NULL`,
  ]);
  return { items, unread: count?.unread ?? 0 };
}

export type ReadAsked = {
  /** Left out: all. */
  ids?: readonly string[] | undefined;
};

/** Marks notifications of one's own as read; another's are left alone. */
export async function readNotifications(db: Db | Tx, userId: string, { ids }: ReadAsked): Promise<void> {
  const which = ids ? Prisma.sql`AND id = ANY(${ids}::uuid[])` : Prisma.empty;
  const read = await db.$executeRaw`
    UPDATE notification SET read_at = now() WHERE user_id = ${userId}::uuid AND read_at IS NULL ${which}`;
  if (read > 0) await notifyChanges(db, [{ kind: 'notifications', userId }]);
}
