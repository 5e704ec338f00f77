import type { Readable } from 'node:stream';
import { fail, VirtfleetError } from '@virtfleet/contracts/errors';
import type { ImageSpec } from '@virtfleet/contracts/vm-spec';
import { hashScript, imageVolumeName, uploadWords } from '@virtfleet/libvirt/commands';
import { parseVolumeList } from '@virtfleet/libvirt/parse-storage';
import { ask, change, type HostContext, named, script } from './context.ts';
import { createVolume, findVolume, removeVolume } from './volumes.ts';

/** A slow link still moves so much; less is a link that is stuck. */
const slowestBytesPerSecond = 2 * 1024 * 1024;
const transferTimeoutMs = (sizeBytes: number) => 60_000 + Math.ceil(sizeBytes / slowestBytesPerSecond) * 1000;

export async function ensureImage(
  plain: HostContext,
  image: ImageSpec,
  open: () => Readable,
  token: string,
  signal: AbortSignal | undefined,
  keep: readonly string[],
): Promise<{ volumeName: string; path: string }> {
  if (!/^[0-9a-f]{64}$/.test(image.sha256) || !/^[a-z0-9]{1,40}$/i.test(token))
    throw fail('internal', 'The image can not be named on the host', {
      detail: `sha256 ${image.sha256}, token ${token}`,
    });
  const volumeName = imageVolumeName(image, token);
  // Under its own token, not a VM's: many VMs wait for one upload, and none of them must wait for another's lock.
  const ctx = plain.guard ? { ...plain, guard: { ...plain.guard, subject: `img-${image.sha256}`, token } } : plain;
  await sweepImages(ctx, image, keep);
  // A raw volume of the file's exact size: vol-upload writes bytes as they are, and a larger one would keep a tail.
  const volume = {
    name: volumeName,
    capacityBytes: image.sizeBytes,
    format: 'raw',
    provisioning: 'thin',
    backing: null,
  } as const;
  if (!(await createVolume(ctx, volume))) {
    await removeVolume(ctx, volumeName);
    await createVolume(ctx, volume);
  }
  try {
    // For hours perhaps, and only into a file of its own: without the lock.
    await upload({ ...ctx, guard: null }, image, volumeName, open, signal);
    await verify(ctx, image, volumeName, signal);
    const found = await findVolume(ctx, volumeName);
    if (!found) throw fail('command_failed', `The image's copy on ${ctx.host.name} went away again`);
    return { volumeName, path: found.path };
  } catch (error) {
    // Best effort; the next attempt sweeps what stays.
    const gone = error instanceof VirtfleetError && error.code === 'host_unreachable';
    if (!gone) await removeVolume(ctx, volumeName).catch(() => {});
    throw error;
  }
}

async function upload(
  ctx: HostContext,
  image: ImageSpec,
  volumeName: string,
  open: () => Readable,
  signal?: AbortSignal,
) {
  await change(ctx, uploadWords(named(ctx.host.pool), volumeName), [], {
    stdin: { stream: open, sizeBytes: image.sizeBytes, sha256: image.sha256 },
    timeoutMs: transferTimeoutMs(image.sizeBytes),
    ownConnection: true,
    signal,
  });
}

/** A truncated vol-upload succeeds, so only the hash of what is there says that it is whole. */
async function verify({ host, shell }: HostContext, image: ImageSpec, volumeName: string, signal?: AbortSignal) {
  const { stdout } = await script(shell, hashScript.name, hashScript.text, [named(host.pool), volumeName], {
    timeoutMs: transferTimeoutMs(image.sizeBytes),
    signal,
  });
  const sha256 = stdout.trim().split(/\s+/)[0];
  if (sha256 !== image.sha256)
    throw fail('command_failed', `The image arrived damaged on ${host.name}`, {
      detail: `${volumeName}: expected sha256 ${image.sha256}, read back ${sha256}`,
    });
}

/** Removes what earlier attempts at this image left: neither recorded, nor what any volume lies on. */
async function sweepImages(ctx: HostContext, image: ImageSpec, keep: readonly string[]): Promise<void> {
  const listed = await ask(ctx.reads, 'no_volume', 'vol-list', named(ctx.host.pool));
  const volumes = parseVolumeList(listed ?? '');
  const left = volumes.filter(({ name }) => name.startsWith(`img-${image.sha256}-`) && !keep.includes(name));
  if (left.length === 0) return;
  const bases = new Set<string>();
  for (const { name } of volumes.filter((volume) => !volume.name.startsWith('img-'))) {
    const xml = await findVolume({ ...ctx, reads: ctx.polls }, name);
    if (xml?.backing) bases.add(xml.backing.path);
  }
  for (const { name, path } of left) if (!bases.has(path)) await removeVolume(ctx, name);
}

export async function hasVolume(ctx: HostContext, volumeName: string, sizeBytes: number | undefined): Promise<boolean> {
  const found = await findVolume(ctx, volumeName);
  return found !== null && (sizeBytes === undefined || found.physicalBytes === sizeBytes);
}
