import { Card } from '@virtfleet/ui/card';
import { Skeleton } from '@virtfleet/ui/skeleton';

/** Cards side by side before they are there, each of the height that it will have. */
export function CardsLoading({ cards }: { cards: readonly { title: string; height: string }[] }) {
  return (
    <div className="grid items-start gap-4 desk:grid-cols-2">
      {cards.map(({ title, height }) => (
        <Card key={title} title={title}>
          <div className={height}>
            <Skeleton className="w-full" />
          </div>
        </Card>
      ))}
    </div>
  );
}
