import { isRecord } from '../../../trpc/is-record.ts';

/** A thing that was gone to: what the palette begins with. */
export type Visit = { href: string; label: string; what: string };

const most = 8;

/** The visits with one more, newest first; each page once. */
export const withVisit = (all: readonly Visit[], visit: Visit): Visit[] =>
  [visit, ...all.filter(({ href }) => href !== visit.href)].slice(0, most);

/** What was stored, or nothing when it is not ours. */
export function parseVisits(text: string | null): Visit[] {
  try {
    const stored: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(stored) && stored.every(isVisit) ? stored : [];
  } catch {
    return [];
  }
}

function isVisit(value: unknown): value is Visit {
  if (!isRecord(value)) return false;
  const { href, label, what } = value;
  return typeof href === 'string' && href.startsWith('/') && typeof label === 'string' && typeof what === 'string';
}

const keyOf = (userId: string) => `virtfleet-recent:${userId}`;

/** Kept in this browser, by person; a browser that stores nothing remembers nothing. */
export function recentVisits(userId: string): Visit[] {
  try {
    return parseVisits(localStorage.getItem(keyOf(userId)));
  } catch {
    return [];
  }
}

export function rememberVisit(userId: string, visit: Visit): void {
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify(withVisit(recentVisits(userId), visit)));
  } catch {
    // Private windows may refuse.
  }
}

/** A thing that is gone is no place to go. */
export function forgetVisit(userId: string, href: string): void {
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify(recentVisits(userId).filter((visit) => visit.href !== href)));
  } catch {
    // Nothing was stored either.
  }
}
