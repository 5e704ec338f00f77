import { Card } from '@virtfleet/ui/card';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Skeleton } from '@virtfleet/ui/skeleton';

export default function Loading() {
  return (
    <>
      <PageHeader title="Quota & usage" />
      <Card label="Loading">
        <div className="grid gap-5">
          {['vms', 'vcpus', 'memory', 'disk'].map((meter) => (
            <Skeleton key={meter} className="w-full" />
          ))}
        </div>
      </Card>
    </>
  );
}
