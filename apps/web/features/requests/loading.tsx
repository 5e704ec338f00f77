import { Card } from '@virtfleet/ui/card';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Skeleton } from '@virtfleet/ui/skeleton';

/** A request's page before it is there, with its shape. */
export function RequestLoading() {
  return (
    <>
      <PageHeader title={<Skeleton className="w-60" />} />
      <div className="mb-4 h-10.5 rounded-[8px] border border-line bg-surface" />
      <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_340px]">
        <Card title="What will happen">
          <div className="h-40">
            <Skeleton className="w-full" />
          </div>
        </Card>
        <Card label="Loading">
          <div className="h-80">
            <Skeleton className="w-full" />
          </div>
        </Card>
      </div>
    </>
  );
}
