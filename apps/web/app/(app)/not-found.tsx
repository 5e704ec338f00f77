import { Card } from '@virtfleet/ui/card';
import { NothingHere } from '../../features/shell/nothing-here.tsx';

export default function NotFound() {
  return (
    <Card flush label="Not found">
      <NothingHere />
    </Card>
  );
}
