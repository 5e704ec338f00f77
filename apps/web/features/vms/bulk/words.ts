import type { BulkAction } from '@virtfleet/contracts/list';
import { formatCount } from '@virtfleet/ui/format';

/** "1 VM", "5,000 VMs". */
export const countVms = (count: number): string => `${formatCount(count)} ${count === 1 ? 'VM' : 'VMs'}`;

const verbs: Record<BulkAction | 'create', string> = {
  create: 'Create',
  start: 'Start',
  stop: 'Stop',
  forceOff: 'Force off',
  reboot: 'Reboot',
  delete: 'Delete',
  addTag: 'Tag',
  removeTag: 'Take the tag from',
};

/** "Stop 12 VMs". */
export const bulkTitle = ({
  action,
  tag,
  count,
}: {
  action: BulkAction | 'create';
  tag: string | undefined;
  count: number;
}) =>
  action === 'addTag' || action === 'removeTag'
    ? `${action === 'addTag' ? 'Add' : 'Remove'} the tag ${tag ?? ''} on ${countVms(count)}`
    : `${verbs[action]} ${countVms(count)}`;
