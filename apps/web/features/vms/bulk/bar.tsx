'use client';

import { useQueryClient } from '@tanstack/react-query';
import type { BulkAction } from '@virtfleet/contracts/list';
import { ActionButton } from '@virtfleet/ui/action-button';
import { Button } from '@virtfleet/ui/button';
import { formatCount } from '@virtfleet/ui/format';
import { BulkBar } from '@virtfleet/ui/list-toolbar';
import { Menu, MenuItem, MenuSeparator } from '@virtfleet/ui/menu';
import { lazy, Suspense, useState } from 'react';
import { useTRPC, useTRPCClient } from '../../../trpc/client.tsx';
import type { Picked } from '../../lists/use-selection.ts';
import { useProject } from '../../session/me.tsx';
import { BulkQuestion } from './question.tsx';
import { startBulk, useBulkRun } from './runs.ts';

const TagDialog = lazy(async () => ({ default: (await import('./tag-dialog.tsx')).TagDialog }));

type VmBulkBarProps = {
  picked: readonly Picked[];
  /** How many the list has; more than are selected: all of them can be. */
  total: number;
  onAll: () => void;
  onClear: () => void;
};

/** What can be done with the VMs that are selected; each is asked by itself, and those that can't are left and say why. */
export function VmBulkBar({ picked, total, onAll, onClear }: VmBulkBarProps) {
  const project = useProject();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<BulkAction | null>(null);
  const tag = asking === 'addTag' || asking === 'removeTag' ? asking : null;
  // From then on it is drawn, so that it can fade out.
  const [tagged, setTagged] = useState(false);
  if (tag !== null && !tagged) setTagged(true);
  const busy = useUnfinished();
  const reason = project.readOnly ?? (busy ? 'Another action on many VMs is still being asked for' : null);

  const begin = (action: BulkAction, tag?: string) => {
    setAsking(null);
    onClear();
    startBulk(client, { project: { id: project.id, name: project.name }, action, tag, vms: picked }, () => {
      void queryClient.invalidateQueries(trpc.vms.pathFilter());
      void queryClient.invalidateQueries(trpc.operations.pathFilter());
    });
  };
  const direct = (action: BulkAction, word: string) => (
    <ActionButton size="sm" reason={reason} onClick={() => (picked.length > many ? setAsking(action) : begin(action))}>
      {word}
    </ActionButton>
  );
  return (
    <>
      <BulkBar
        count={`${formatCount(picked.length)} selected`}
        more={
          picked.length < total && (
            <button type="button" onClick={onAll} className="hit rounded-tag text-accent hover:underline">
              Select all {formatCount(total)}
            </button>
          )
        }
        onClear={onClear}
      >
        {direct('start', 'Start')}
        <ActionButton size="sm" reason={reason} onClick={() => setAsking('stop')}>
          Stop…
        </ActionButton>
        <ActionButton size="sm" reason={reason} onClick={() => setAsking('reboot')}>
          Reboot…
        </ActionButton>
        <Menu trigger={<Button size="sm">More</Button>}>
          <MenuItem reason={reason} onSelect={() => setAsking('addTag')}>
            Add a tag…
          </MenuItem>
          <MenuItem reason={reason} onSelect={() => setAsking('removeTag')}>
            Remove a tag…
          </MenuItem>
          <MenuSeparator />
          <MenuItem reason={reason} hint="pulls the plug" onSelect={() => setAsking('forceOff')}>
            Force off…
          </MenuItem>
          <MenuItem reason={reason} onSelect={() => setAsking('delete')}>
            Delete…
          </MenuItem>
        </Menu>
      </BulkBar>
      <BulkQuestion
        action={asking === 'addTag' || asking === 'removeTag' ? null : asking}
        vms={picked}
        onClose={() => setAsking(null)}
        onConfirm={begin}
      />
      {tagged && (
        <Suspense>
          <TagDialog action={tag} count={picked.length} onClose={() => setAsking(null)} onConfirm={begin} />
        </Suspense>
      )}
    </>
  );
}

/** So many are more than one sees at a glance: they are asked about. */
const many = 25;

function useUnfinished(): boolean {
  const run = useBulkRun();
  return run !== null && run.error === null && run.results.length < run.vms.length;
}
