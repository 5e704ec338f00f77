'use client';

import { useMutation } from '@tanstack/react-query';
import type { Can, VmDetail } from '@virtfleet/contracts/views';
import { ActionButton } from '@virtfleet/ui/action-button';
import { IconButton } from '@virtfleet/ui/button';
import { ConfirmDialog } from '@virtfleet/ui/confirm-dialog';
import { Menu, MenuItem, MenuSeparator } from '@virtfleet/ui/menu';
import { toast } from '@virtfleet/ui/toast';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';
import { useProject } from '../session/me.tsx';
import { DeleteDialog } from './detail/delete.tsx';
import { useVmTab } from './detail/use-tab.ts';
import { useRefreshVms } from './use-refresh.ts';

/** What can be done with a VM; what can't be done now says why. */
export function VmActions({ vm }: { vm: VmDetail }) {
  const { readOnly } = useProject();
  const [, go] = useVmTab();
  const [asking, setAsking] = useState<'delete' | 'forceOff' | null>(null);
  const { start, stop, reboot } = usePowerActions(vm);
  const reason = (can: Can) => readOnly ?? (can.ok ? null : can.reason);
  const { can } = vm;
  const close = () => setAsking(null);
  return (
    <>
      <ActionButton reason={reason(can.start)} pending={start.isPending} onClick={() => start.mutate({ vmId: vm.id })}>
        Start
      </ActionButton>
      <ActionButton
        reason={reason(can.stop)}
        pending={stop.isPending && stop.variables.force !== true}
        onClick={() => stop.mutate({ vmId: vm.id })}
      >
        Stop
      </ActionButton>
      <ActionButton
        reason={reason(can.reboot)}
        pending={reboot.isPending}
        onClick={() => reboot.mutate({ vmId: vm.id })}
      >
        Reboot
      </ActionButton>
      <Menu
        trigger={
          <IconButton label="More actions" variant="outlined">
            <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
          </IconButton>
        }
      >
        <MenuItem reason={reason(can.forceOff)} hint="pulls the plug" onSelect={() => setAsking('forceOff')}>
          Force off…
        </MenuItem>
        <MenuItem reason={reason(can.rename)} onSelect={() => go('settings')}>
          Rename…
        </MenuItem>
        <MenuSeparator />
        <MenuItem reason={reason(can.delete)} onSelect={() => setAsking('delete')}>
          Delete…
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={asking === 'forceOff'}
        onOpenChange={close}
        title={`Force ${vm.name} off?`}
        lost="What it had not written to its disk yet"
        kept="Its disk, its address and its place on the host"
        confirm="Force off"
        pending={stop.isPending}
        onConfirm={() => stop.mutate({ vmId: vm.id, force: true }, { onSettled: close })}
      >
        This pulls the plug: the guest is not asked. Stop asks it first.
      </ConfirmDialog>
      <DeleteDialog vm={vm} open={asking === 'delete'} onClose={close} />
    </>
  );
}

/** Each mutation ends when the work is queued; the page then follows the operation. */
function usePowerActions(vm: VmDetail) {
  const trpc = useTRPC();
  const refresh = useRefreshVms();
  const options = (what: string) => ({
    onSuccess: refresh,
    onError: (error: unknown) => {
      toast({ tone: 'bad', title: `${vm.name} was not ${what}`, description: errorMessage(error) });
      return refresh();
    },
  });
  return {
    start: useMutation(trpc.vms.start.mutationOptions(options('started'))),
    stop: useMutation(trpc.vms.stop.mutationOptions(options('stopped'))),
    reboot: useMutation(trpc.vms.reboot.mutationOptions(options('rebooted'))),
  };
}
