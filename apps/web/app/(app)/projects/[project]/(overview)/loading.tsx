import { Card } from '@virtfleet/ui/card';
import { PageHeader } from '@virtfleet/ui/page-header';
import { Skeleton } from '@virtfleet/ui/skeleton';

const cells = ['a', 'b', 'c', 'd'];

/** The overview at its final height. */
export default function Loading() {
  return (
    <>
      <PageHeader title={<Skeleton className="w-32" />} />
      <div className="mb-4 grid grid-cols-2 gap-4 desk:grid-cols-4">
        {cells.map((cell) => (
          <Card key={cell} label="Loading">
            <div className="h-27.5">
              <Skeleton className="w-16" />
            </div>
          </Card>
        ))}
      </div>
      <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_340px]">
        <Card flush title="Recent operations">
          {[...cells, 'e', 'f', 'g', 'h'].map((row) => (
            <div key={row} className="flex h-10.25 items-center px-4">
              <Skeleton className="w-40" />
            </div>
          ))}
        </Card>
        <Card title="Needs a look">
          <Skeleton className="w-40" />
        </Card>
      </div>
    </>
  );
}
