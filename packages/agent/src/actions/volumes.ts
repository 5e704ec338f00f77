import { fail } from '@virtfleet/contracts/errors';
import type { VolumeSpec } from '@virtfleet/contracts/vm-spec';
import { createVolumeWords } from '@virtfleet/libvirt/commands';
import { parseDomainXml } from '@virtfleet/libvirt/parse-domain';
import { type ParsedVolume, parseVolumeXml } from '@virtfleet/libvirt/parse-storage';
import { type NewVolume, renderVolumeXml } from '@virtfleet/libvirt/volume-xml';
import { ask, change, type HostContext, named, orAsSeen } from './context.ts';
import { isActive, observeDomain } from './power.ts';

/** A volume of the host's pool as it is now, or null. */
export async function findVolume({ host, reads }: HostContext, volumeName: string): Promise<ParsedVolume | null> {
  const xml = await ask(reads, 'no_volume', 'vol-dumpxml', '--pool', named(host.pool), named(volumeName));
  return xml === null ? null : parseVolumeXml(xml);
}

/** True when it was made now, false when one of that name is there already. */
export async function createVolume(ctx: HostContext, volume: NewVolume, timeoutMs = 60_000): Promise<boolean> {
  const text = renderVolumeXml(volume);
  return orAsSeen(
    async () => {
      const create = () =>
        change(ctx, createVolumeWords(named(ctx.host.pool)), ['exists'], { stdin: { text }, timeoutMs });
      if ((await create()) === null) return true;
      if (await findVolume(ctx, volume.name)) return false;
      // A file that the pool doesn't know of: libvirtd ended before it could note it.
      await change(ctx, ['pool-refresh', named(ctx.host.pool)], []);
      return (await create()) === null;
    },
    // Made or not, what is there must be looked at.
    async () => ((await findVolume(ctx, volume.name)) ? false : null),
  );
}

/** Makes the volume unless it is there; one of that name that is unlike what was asked for is left as it is, and said. */
export async function ensureVolume(ctx: HostContext, volume: VolumeSpec): Promise<void> {
  const capacityBytes = volume.sizeGib * 2 ** 30;
  const { volumeName, format, provisioning, backing } = volume;
  if (await createVolume(ctx, { name: volumeName, capacityBytes, format, provisioning, backing })) return;
  const found = await findVolume(ctx, volumeName);
  const differs = !found
    ? 'it went away again'
    : found.capacityBytes !== capacityBytes
      ? `it holds ${found.capacityBytes} bytes, not ${capacityBytes}`
      : found.format !== format
        ? `it is ${found.format}, not ${format}`
        : (found.backing?.path ?? null) !== (backing?.path ?? null)
          ? `it lies on ${found.backing?.path ?? 'nothing'}, not on ${backing?.path ?? 'nothing'}`
          : null;
  if (differs) throw fail('command_failed', `${ctx.host.name} has another volume ${volumeName}: ${differs}`);
}

/** Removes one volume; none of that name is fine. */
export async function removeVolume(ctx: HostContext, volumeName: string): Promise<void> {
  await orAsSeen(
    async () => {
      await change(ctx, ['vol-delete', '--pool', named(ctx.host.pool), named(volumeName)], ['no_volume'], {
        timeoutMs: 60_000,
      });
    },
    async () => ((await findVolume(ctx, volumeName)) ? null : undefined),
  );
}

/** libvirt deletes a running VM's disk without a word, so we ask first. */
export async function removeVolumes(
  ctx: HostContext,
  volumeNames: readonly string[],
  domainName: string,
): Promise<void> {
  const domain = await observeDomain(ctx.reads, domainName);
  if (domain && isActive(domain.state)) {
    const xml = await ask(ctx.reads, 'no_domain', 'dumpxml', named(domainName));
    const used = xml === null ? [] : parseDomainXml(xml).disks.map((disk) => disk.file?.split('/').at(-1) ?? '');
    const inUse = volumeNames.find((name) => used.includes(name));
    if (inUse)
      throw fail('not_allowed_now', `${inUse} is in use: ${domainName} is ${domain.state} on ${ctx.host.name}`);
  }
  // One after the other: the VM's guard lets one through at a time.
  for (const name of volumeNames) await removeVolume(ctx, name);
}
