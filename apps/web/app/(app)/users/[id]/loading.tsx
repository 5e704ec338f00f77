import { PageHeader } from '@virtfleet/ui/page-header';
import { Skeleton } from '@virtfleet/ui/skeleton';
import { CardsLoading } from '../../../../features/shell/cards-loading.tsx';

export default function Loading() {
  return (
    <>
      <PageHeader title={<Skeleton className="w-40" />} />
      <CardsLoading
        cards={[
          { title: 'Account', height: 'h-44' },
          { title: 'Projects', height: 'h-10' },
        ]}
      />
    </>
  );
}
