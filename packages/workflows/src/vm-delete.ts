import { endTask, markDeleted } from '@virtfleet/db/vm-outcomes';
import { vmFiles } from '@virtfleet/db/vm-spec';
import { operation } from './engine/operation.ts';
import { lastSeen, see } from './see.ts';

export const deleteVm = operation('vm.delete', {
  async run({ vmId }, context) {
    const { step, stepTx, read } = context;
    const { domainName, volumeNames } = await read((db) => vmFiles(db, vmId));

    await step('force off', ({ host }) => host.forceOff(domainName));
    const seen = await step('undefine domain', async (at) => {
      await at.host.undefine(domainName);
      return see(context, at, domainName);
    });
    await step('remove volumes', ({ host }) => host.removeVolumes(volumeNames, domainName));
    await stepTx('mark deleted', (tx) => markDeleted(tx, vmId, seen));
  },

  /** It stays, as what was seen of it: delete can be asked for again. */
  async failed({ vmId }, at) {
    const seen = await lastSeen(at, vmId);
    return (tx) => endTask(tx, vmId, seen);
  },
});
