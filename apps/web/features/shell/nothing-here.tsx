'use client';

import { Button } from '@virtfleet/ui/button';
import { EmptyState } from '@virtfleet/ui/empty-state';
import Link from 'next/link';
import { useTitle } from '../use-title.ts';

/** What isn't there and what isn't theirs look the same. */
export function NothingHere() {
  useTitle('Not found');
  return (
    <EmptyState title="There is nothing here" action={<Button render={<Link href="/" />}>Go to your VMs</Button>}>
      It may have been deleted, or it belongs to a project that you are not a member of.
    </EmptyState>
  );
}
