import { endTask } from '@virtfleet/db/vm-outcomes';
import { vmFiles } from '@virtfleet/db/vm-spec';
import { operation } from './engine/operation.ts';
import { lastSeen, see } from './see.ts';

/** How long a guest may take to go down by itself. Without KVM everything takes longer. */
export const guestTimeoutMs = (virtType: 'kvm' | 'qemu') => (virtType === 'kvm' ? 90_000 : 120_000);

export const stopVm = operation('vm.stop', {
  async run({ vmId, force }, context) {
    const { step, stepTx, read } = context;
    const { domainName, virtType } = await read((db) => vmFiles(db, vmId));
    const timeoutMs = guestTimeoutMs(virtType);

    const down = force
      ? null
      : await step(
          'shut down guest',
          async (at) => {
            const domain = await at.host.domain(domainName);
            // A paused guest can't hear us.
            const heard = domain?.state !== 'paused' && (await at.host.shutdown(domainName, timeoutMs, at.signal));
            return heard ? see(context, at, domainName) : null;
          },
          { timeoutMs: timeoutMs + 30_000 },
        );
    const seen =
      down ??
      (await step('force off', async (at) => {
        await at.host.forceOff(domainName);
        return see(context, at, domainName);
      }));
    await stepTx('mark stopped', (tx) => endTask(tx, vmId, seen));
  },

  async failed({ vmId }, at) {
    const seen = await lastSeen(at, vmId);
    return (tx) => endTask(tx, vmId, seen);
  },
});
