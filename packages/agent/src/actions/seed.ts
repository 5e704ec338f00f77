import { makeSeedIso } from '@virtfleet/bootstrap/iso';
import { renderSeed } from '@virtfleet/bootstrap/seed';
import type { VmSpec } from '@virtfleet/contracts/vm-spec';
import { uploadWords } from '@virtfleet/libvirt/commands';
import { change, type HostContext, named } from './context.ts';
import { createVolume, findVolume, removeVolume } from './volumes.ts';

/**
 * Renders and uploads the NoCloud seed. Always uploads, also onto one that is there: an earlier attempt may have been cut
 * short, and libvirt calls a truncated upload a success. An upload that we saw through is whole, since SSH lost nothing.
 */
export async function ensureSeed(ctx: HostContext, spec: VmSpec): Promise<void> {
  const { metaData, userData, networkConfig } = renderSeed(spec);
  const bytes = makeSeedIso({ 'meta-data': metaData, 'user-data': userData, 'network-config': networkConfig });
  const name = spec.seed.volumeName;
  const volume = { name, capacityBytes: bytes.length, format: 'raw', provisioning: 'thin', backing: null } as const;
  if (!(await createVolume(ctx, volume))) {
    const found = await findVolume(ctx, name);
    if (found?.physicalBytes !== bytes.length) {
      await removeVolume(ctx, name);
      await createVolume(ctx, volume);
    }
  }
  await change(ctx, uploadWords(named(ctx.host.pool), named(name)), [], {
    stdin: { bytes },
    timeoutMs: 60_000,
  });
}
