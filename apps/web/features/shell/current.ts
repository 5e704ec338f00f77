'use client';

import type { MeView, ProjectView } from '@virtfleet/contracts/views';
import { useParams, usePathname } from 'next/navigation';
import { useEffect, useState } from 'react';
import { placeOf } from './pages.ts';
import { placeCookie } from './place-cookie.ts';

export type Current = {
  /** The project of this page; on another page the one that was looked at last. */
  project: ProjectView | null;
  /** Whether the nav is that of the whole fleet. */
  inFleet: boolean;
};

/** Where one is, as nav, switcher and palette see it. */
export function useCurrent({ projects, isAdmin }: MeView): Current {
  const { project: encoded } = useParams<{ project?: string }>();
  const name = encoded === undefined ? undefined : decodeURIComponent(encoded);
  const scope = placeOf(usePathname())?.page.scope;
  // A page of one's own leaves the rest as it was.
  const here = name ?? (scope === 'fleet' ? null : undefined);
  const [last, setLast] = useState<{ project: string | undefined; inFleet: boolean }>({
    project: name,
    inFleet: here === null,
  });
  const next = { project: name ?? last.project, inFleet: here === undefined ? last.inFleet : here === null };
  if (next.project !== last.project || next.inFleet !== last.inFleet) setLast(next);
  const project = projects.find((each) => each.name === next.project) ?? projects[0] ?? null;
  const inFleet = isAdmin && (next.inFleet || project === null);
  usePlaceCookie(here === undefined ? null : (name ?? ''));
  return { project, inFleet };
}

/** Remembers the project, or with an empty name the fleet, for the next visit. */
function usePlaceCookie(name: string | null): void {
  useEffect(() => {
    if (name === null) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store needs https; nothing secret is in it
    document.cookie = `${placeCookie}=${encodeURIComponent(name)}; path=/; max-age=31536000; samesite=lax`;
  }, [name]);
}
