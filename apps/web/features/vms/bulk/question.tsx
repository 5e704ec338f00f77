'use client';

import type { BulkAction } from '@virtfleet/contracts/list';
import { ConfirmDialog } from '@virtfleet/ui/confirm-dialog';
import { formatCount } from '@virtfleet/ui/format';
import { type ReactNode, useState } from 'react';
import type { Picked } from '../../lists/use-selection.ts';
import { countVms } from './words.ts';

type Asked = Exclude<BulkAction, 'addTag' | 'removeTag'>;

type Words = { verb: string; says: ReactNode; lost?: string; kept: string; danger: boolean };

const words: Record<Asked, Words> = {
  start: {
    verb: 'Start',
    says: 'On each host they start one after another, so that every guest has the CPU to boot.',
    kept: 'Those that run already are left as they are',
    danger: false,
  },
  stop: {
    verb: 'Stop',
    says: 'Each guest is asked to shut down, and forced off when it does not.',
    kept: 'Disks, addresses and places on their hosts',
    danger: false,
  },
  reboot: {
    verb: 'Reboot',
    says: 'Each guest is asked to reboot, one after another on each host.',
    kept: 'Disks, addresses and places on their hosts',
    danger: false,
  },
  forceOff: {
    verb: 'Force off',
    says: 'This pulls the plug: the guests are not asked.',
    lost: 'What they had not written to their disks yet',
    kept: 'Disks, addresses and places on their hosts',
    danger: true,
  },
  delete: {
    verb: 'Delete',
    says: 'Those that run are switched off first. This can’t be undone.',
    lost: 'The VMs and their disks',
    kept: 'SSH keys, the history of what was done',
    danger: true,
  },
};

type BulkQuestionProps = {
  /** Null: closed. */
  action: Asked | null;
  vms: readonly Picked[];
  onClose: () => void;
  onConfirm: (action: Asked) => void;
};

/** Asks before many VMs change, and names them. Where data dies, how many must be typed. */
export function BulkQuestion({ action, vms, onClose, onConfirm }: BulkQuestionProps) {
  // What it says stays while it fades out.
  const [shown, setShown] = useState<{ action: Asked; vms: readonly Picked[] }>({ action: 'stop', vms: [] });
  if (action && (shown.action !== action || shown.vms !== vms)) setShown({ action, vms });
  const { verb, says, lost, kept, danger } = words[shown.action];
  const count = countVms(shown.vms.length);
  return (
    <ConfirmDialog
      open={action !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`${verb} ${count}?`}
      lost={lost}
      kept={kept}
      typeName={shown.action === 'delete' ? count : undefined}
      mismatch="Type how many, as it stands above."
      danger={danger}
      confirm={`${verb} ${count}`}
      onConfirm={() => action && onConfirm(action)}
    >
      <Names vms={shown.vms} />
      {says}
    </ConfirmDialog>
  );
}

/** All of them can be scrolled through; beyond some thousands they are only counted. */
const mostNames = 1000;

function Names({ vms }: { vms: readonly Picked[] }) {
  const more = vms.length - mostNames;
  return (
    <p className="mono mb-2 max-h-30 overflow-y-auto break-words text-ink">
      {vms
        .slice(0, mostNames)
        .map(({ name }) => name)
        .join(', ')}
      {more > 0 && ` and ${formatCount(more)} more`}
    </p>
  );
}
