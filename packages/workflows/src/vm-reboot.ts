import { endTask } from '@virtfleet/db/vm-outcomes';
import { vmFiles } from '@virtfleet/db/vm-spec';
import { operation } from './engine/operation.ts';
import { lastSeen, see } from './see.ts';
import { guestTimeoutMs } from './vm-stop.ts';

export const rebootVm = operation('vm.reboot', {
  async run({ vmId }, context) {
    const { step, stepTx, read } = context;
    const { domainName, virtType } = await read((db) => vmFiles(db, vmId));
    const timeoutMs = guestTimeoutMs(virtType);

    const seen = await step(
      'reboot guest',
      async (at) => {
        // Kept in the journal: whether the guest did it, or was reset because it did not.
        const how = await at.host.reboot(domainName, timeoutMs, at.signal);
        return { how, ...(await see(context, at, domainName)) };
      },
      { timeoutMs: timeoutMs + 30_000 },
    );
    await stepTx('mark running', (tx) => endTask(tx, vmId, seen));
  },

  async failed({ vmId }, at) {
    const seen = await lastSeen(at, vmId);
    return (tx) => endTask(tx, vmId, seen);
  },
});
