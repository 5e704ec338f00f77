import { putName } from '@virtfleet/db/labels';
import { vmTitle } from '@virtfleet/db/vm-spec';
import { operation } from './engine/operation.ts';

/**
 * The host's title for it goes first, because it can be taken back; the name is a matter of our own rows, and is taken
 * last. Nothing else about the VM changes, so nothing is under way for it meanwhile: a stop may wait behind.
 */
export const renameVm = operation('vm.rename', {
  async run({ vmId, name }, { step, stepTx, read }) {
    const before = await read((db) => vmTitle(db, vmId));
    await step('set title', ({ host }) => host.setTitle(before.domainName, `${before.projectName}/${name}`), {
      undo: ({ host }) => host.setTitle(before.domainName, `${before.projectName}/${before.name}`),
    });
    await stepTx('mark renamed', (tx) => putName(tx, vmId, name));
  },

  async failed() {
    return async () => {};
  },
});
