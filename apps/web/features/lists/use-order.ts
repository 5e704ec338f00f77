'use client';

import { useSearchParams } from 'next/navigation';

/** The order of a list, in the address as `?sort=`; `first` is left out of it. */
export function useOrder(first: string): [string, (order: string) => void] {
  const order = useSearchParams().get('sort') ?? first;
  const put = (next: string) => {
    const url = new URL(window.location.href);
    if (next === first) url.searchParams.delete('sort');
    else url.searchParams.set('sort', next);
    window.history.pushState(null, '', url);
  };
  return [order, put];
}
