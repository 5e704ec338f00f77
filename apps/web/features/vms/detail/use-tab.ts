'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { type VmTab, vmTabOf } from './tabs.ts';

/** The tab that the address names. Going to another is a step in the browser's history, and asks the server for nothing. */
export function useVmTab(): [VmTab, (tab: VmTab, hash?: string) => void] {
  const path = usePathname();
  const tab = vmTabOf(useSearchParams().get('tab'));
  const go = (next: VmTab, hash = '') => {
    if (next === tab && hash === '') return;
    window.history.pushState(null, '', `${next === 'overview' ? path : `${path}?tab=${next}`}${hash}`);
  };
  return [tab, go];
}
