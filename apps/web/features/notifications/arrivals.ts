import type { NotificationView } from '@virtfleet/contracts/views';

type Item = Pick<NotificationView, 'id' | 'readAt' | 'href'>;

/**
 * Those that came since the newest that was known, newest first; read elsewhere meanwhile: no news. Ids sort by time.
 * `known` null: nothing was loaded yet, so all of it is old.
 */
export function arrivedSince<N extends Item>(known: string | null, items: readonly N[]): N[] {
  return known === null ? [] : items.filter(({ id, readAt }) => id > known && readAt === null);
}

/** The newest that is known now; ids only grow, also when the newest is deleted. */
export const newestOf = (known: string | null, items: readonly Item[]): string =>
  [known ?? '', ...items.map(({ id }) => id)].sort().at(-1) ?? '';
