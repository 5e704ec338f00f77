'use client';

import type { Column } from '@virtfleet/ui/data-table';
import { useState } from 'react';
import { columnsCookie } from './columns-cookie.ts';

const yearSeconds = 365 * 24 * 3600;

/** Which columns of a list stand. This browser remembers it, in a cookie, so that the server draws the same from the start. */
export function useColumns<R>(list: string, all: readonly Column<R>[], chosen: readonly string[]) {
  const [shown, setShown] = useState<ReadonlySet<string>>(() => new Set(chosen));
  const put = (next: ReadonlySet<string>) => {
    setShown(next);
    const keys = all.filter(({ key }) => next.has(key)).map(({ key }) => key);
    // biome-ignore lint/suspicious/noDocumentCookie: Chromium alone has the newer way
    document.cookie = `${columnsCookie(list)}=${keys.join('.')}; path=/; max-age=${yearSeconds}; samesite=lax`;
  };
  const [name] = all;
  return { shown, put, columns: all.filter((column) => column === name || column.always || shown.has(column.key)) };
}
