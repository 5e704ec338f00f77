'use client';

import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { Current } from './current.ts';
import { hrefOf, type Page, pages, seesPage } from './pages.ts';
import { useShortcut, useShortcuts } from './shortcut.ts';

type FrameKeysInput = { isAdmin: boolean; current: Current; onSearch: () => void; onShortcuts: () => void };

/** The keys of the frame itself: "g v" and the like, "/" for the page's search, "?" for them all. */
export function useFrameKeys({ isAdmin, current, onSearch, onShortcuts }: FrameKeysInput): void {
  const router = useRouter();
  const project = current.project?.name ?? null;
  const byKeys = useMemo(
    () => goKeys({ isAdmin, project, inFleet: current.inFleet }),
    [isAdmin, project, current.inFleet],
  );
  const list = useMemo(() => [...byKeys].map(([keys, { word }]) => ({ keys, label: word })), [byKeys]);
  useShortcuts(list, (keys) => {
    const page = byKeys.get(keys);
    if (page) router.push(hrefOf(page, project ?? ''));
  });
  useShortcut(
    '/',
    () => {
      const field = pageSearch();
      if (field) field.focus();
      else onSearch();
    },
    'Search',
  );
  useShortcut('?', onShortcuts, 'These shortcuts');
}

/** The pages by their keys; of two with the same the one of where one is. */
function goKeys(who: { isAdmin: boolean; project: string | null; inFleet: boolean }): Map<string, Page> {
  const near = who.inFleet ? 'fleet' : 'project';
  const reached = pages.filter((page) => page.go !== undefined && seesPage(page, who));
  const farFirst = [...reached].sort((a, b) => Number(a.scope === near) - Number(b.scope === near));
  const byKeys = new Map(farFirst.map((page) => [`g ${page.go}`, page]));
  // Shown in the table's order, whichever of two it is.
  return new Map([...byKeys].sort(([, a], [, b]) => pages.indexOf(a) - pages.indexOf(b)));
}

/** A list's own search field: it carries data-page-search. */
function pageSearch(): HTMLElement | null {
  const fields = document.querySelectorAll<HTMLElement>('main [data-page-search]');
  return [...fields].find((field) => field.checkVisibility()) ?? null;
}
