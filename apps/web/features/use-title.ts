'use client';

import { useEffect } from 'react';

/** Keeps the tab's title in step with what the page shows; the server has set it for the first time. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Virtfleet`;
  }, [title]);
}
