import { z } from 'zod';

/** A thing that was gone to: what the palette begins with. */
export type Visit = { href: string; label: string; what: string };

const most = 8;
const visits = z.array(z.object({ href: z.string().startsWith('/'), label: z.string(), what: z.string() }));

/** The visits with one more, newest first; each page once. */
export const withVisit = (all: readonly Visit[], visit: Visit): Visit[] =>
  [visit, ...all.filter(({ href }) => href !== visit.href)].slice(0, most);

/** What was stored, or nothing when it is not ours. */
export function parseVisits(text: string | null): Visit[] {
  try {
    return visits.safeParse(JSON.parse(text ?? '[]')).data ?? [];
  } catch {
    return [];
  }
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
