import { endTask } from '@virtfleet/db/vm-outcomes';
import { vmFiles } from '@virtfleet/db/vm-spec';
import { operation } from './engine/operation.ts';
import { lastSeen, see } from './see.ts';

export const startVm = operation('vm.start', {
  async run({ vmId }, context) {
    const { step, stepTx, read } = context;
    const { domainName } = await read((db) => vmFiles(db, vmId));
    const seen = await step('start domain', async (at) => {
      await at.host.start(domainName);
      return see(context, at, domainName);
    });
    await stepTx('mark running', (tx) => endTask(tx, vmId, seen));
  },

  async failed({ vmId }, at) {
    const seen = await lastSeen(at, vmId);
    return (tx) => endTask(tx, vmId, seen);
  },
});
