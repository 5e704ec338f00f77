import { Card } from '@virtfleet/ui/card';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Skeleton } from '@virtfleet/ui/skeleton';

export default function Loading() {
  return (
    <>
      <PageHeader title={<Skeleton className="w-40" />} />
      <div className="grid items-start gap-4 desk:grid-cols-2">
        <Card title="Account">
          <div className="h-44">
            <Skeleton className="w-full" />
          </div>
        </Card>
        <Card title="Projects">
          <div className="h-10">
            <Skeleton className="w-full" />
          </div>
        </Card>
      </div>
    </>
  );
}
