import { Card } from '@virtfleet/ui/card';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Skeleton } from '@virtfleet/ui/skeleton';

/** One thing's page before it is there. */
export function DetailLoading() {
  return (
    <>
      <PageHeader title={<Skeleton className="h-5 w-48" />}>
        <Skeleton className="my-2.5 w-56" />
      </PageHeader>
      <Card label="Loading">
        <div className="grid gap-4">
          {['w-32', 'w-48', 'w-40', 'w-56'].map((width) => (
            <Skeleton key={width} className={width} />
          ))}
        </div>
      </Card>
    </>
  );
}
