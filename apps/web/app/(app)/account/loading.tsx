import { Card } from '@virtfleet/ui/card';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Skeleton } from '@virtfleet/ui/skeleton';

export default function Loading() {
  return (
    <>
      <PageHeader title="Your account" />
      <div className="grid items-start gap-4 desk:grid-cols-2">
        <Card title="You">
          <div className="h-26">
            <Skeleton className="w-full" />
          </div>
        </Card>
        <Card title="Password">
          <div className="h-72">
            <Skeleton className="w-full" />
          </div>
        </Card>
      </div>
    </>
  );
}
