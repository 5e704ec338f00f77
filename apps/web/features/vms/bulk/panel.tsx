'use client';

import { lazy, Suspense } from 'react';
import { useBulkRun } from './runs.ts';

/** Loaded with the first of them. */
const View = lazy(async () => ({ default: (await import('./panel-view.tsx')).BulkPanelView }));

/** How far an action on many VMs is, on every page. */
export function BulkPanel() {
  const run = useBulkRun();
  return (
    run && (
      <Suspense>
        <View key={run.batchId} run={run} />
      </Suspense>
    )
  );
}
