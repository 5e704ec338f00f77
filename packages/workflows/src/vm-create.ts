import type { VmSpec } from '@virtfleet/contracts/vm-spec';
import { giveUpVm, markActive } from '@virtfleet/db/vm-outcomes';
import { loadVmSpec, openUserData, recordVmFiles } from '@virtfleet/db/vm-spec';
import { isUnreachable } from './engine/errors.ts';
import { operation, type StepOptions } from './engine/operation.ts';
import { ensureImage, imageTimeoutMs } from './ensure-image.ts';
import { lastSeen, see } from './see.ts';

/**
 * A host that is cut off for a moment should not cost a VM; nor should a command of a dead worker that waits for its input
 * and holds the guard until its time is over (30 s): seven attempts last for 50 s.
 */
const patient: StepOptions = { attempts: 7, retryIf: isUnreachable };

export const createVm = operation('vm.create', {
  async run({ vmId, start }, context) {
    const { step, stepTx, read, keyring, hostId } = context;
    const planned = await step('load spec', () => read((db) => loadVmSpec(db, vmId)));

    const image = await step(
      'ensure image',
      async (at) => {
        const copy = await ensureImage(context, planned.image, at);
        await at.write((tx) => recordVmFiles(tx, planned, hostId, copy.path));
        return copy;
      },
      { ...patient, timeoutMs: imageTimeoutMs },
    );
    const spec = onImage(planned, image.path);
    const { domainName, seed } = spec;
    const volumeNames = spec.volumes.map((volume) => volume.volumeName);

    await step(
      'create volumes',
      async ({ host }) => {
        for (const volume of spec.volumes) await host.ensureVolume(volume);
      },
      { ...patient, undo: ({ host }) => host.removeVolumes(volumeNames, domainName) },
    );
    await step(
      'write seed',
      async ({ host }) => {
        const userData = await read((db) => openUserData(db, keyring, vmId));
        await host.ensureSeed({ ...spec, bootstrap: { ...spec.bootstrap, userData } });
      },
      { ...patient, undo: ({ host }) => host.removeVolumes([seed.volumeName], domainName) },
    );
    const guestAbi = await step('define domain', ({ host }) => host.define(spec), {
      ...patient,
      undo: ({ host }) => host.undefine(domainName),
    });
    const seen = start
      ? await step(
          'start domain',
          async (at) => {
            await at.host.start(domainName);
            return see(context, at, domainName);
          },
          { ...patient, undo: ({ host }) => host.forceOff(domainName) },
        )
      : await step('look at domain', (at) => see(context, at, domainName), patient);
    await stepTx('mark active', (tx) => markActive(tx, vmId, guestAbi, seen));
  },

  /** Nothing is left on the host: what was promised to the VM is free again, and its row says why. */
  async failed({ vmId }, at, message) {
    const seen = await lastSeen(at, vmId);
    return (tx) => giveUpVm(tx, vmId, message, seen);
  },
});

/** The boot disk is an overlay of the host's own copy of the image. */
function onImage(spec: VmSpec, path: string): VmSpec {
  const [boot, ...others] = spec.volumes;
  if (!boot) return spec;
  return { ...spec, volumes: [{ ...boot, backing: { path, format: spec.image.format } }, ...others] };
}
