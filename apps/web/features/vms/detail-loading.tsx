import { Card } from '@virtfleet/ui/card';
import { MetricCard } from '@virtfleet/ui/metric-card';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Skeleton } from '@virtfleet/ui/skeleton';
import { Spark } from '@virtfleet/ui/spark';
import { TabsLoading } from '@virtfleet/ui/tabs';
import type { ReactNode } from 'react';

/** A VM's page before it is there: everything has its place. */
export function VmLoading() {
  return (
    <>
      <PageHeader title={<Skeleton className="h-5 w-48" />} actions={<div className="h-8" />}>
        <Skeleton className="my-2.5 w-56" />
      </PageHeader>
      <TabsLoading labels={['Overview', 'Metrics', 'Operations', 'Settings']} />
      <Columns
        main={
          <>
            <div className="grid gap-4 sm:grid-cols-2">
              {['CPU', 'Memory', 'Disk', 'Network'].map((label) => (
                <MetricCard
                  key={label}
                  label={label}
                  figure={null}
                  note={<Skeleton className="w-24" />}
                  spark={<Spark values={[]} />}
                />
              ))}
            </div>
            <Rows count={6} />
          </>
        }
      />
    </>
  );
}

/** The same for an operation's page. */
export function OperationLoading() {
  return (
    <>
      <PageHeader title={<Skeleton className="h-5 w-48" />} />
      <Columns main={<Rows count={6} />} />
    </>
  );
}

const Columns = ({ main }: { main: ReactNode }) => (
  <div className="grid gap-4 desk:grid-cols-[minmax(0,1fr)_340px]">
    <div className="grid min-w-0 content-start gap-4">{main}</div>
    <div className="min-w-0">
      <Rows count={9} />
    </div>
  </div>
);

const widths = ['w-32', 'w-48', 'w-40', 'w-56'];

const Rows = ({ count }: { count: number }) => (
  <Card label="Loading">
    <div className="grid gap-4">
      {Array.from({ length: count }, (_, n) => n).map((n) => (
        <Skeleton key={n} className={widths[n % widths.length]} />
      ))}
    </div>
  </Card>
);

/** One thing's page before it is there. */
export function DetailLoading() {
  return (
    <>
      <PageHeader title={<Skeleton className="h-5 w-48" />}>
        <Skeleton className="my-2.5 w-56" />
      </PageHeader>
      <Rows count={4} />
    </>
  );
}
