import { PageHeader } from '@virtfleet/ui/page-header';
import { CardsLoading } from '../../../features/shell/cards-loading.tsx';

export default function Loading() {
  return (
    <>
      <PageHeader title="Your account" />
      <CardsLoading
        cards={[
          { title: 'You', height: 'h-26' },
          { title: 'Password', height: 'h-72' },
        ]}
      />
    </>
  );
}
