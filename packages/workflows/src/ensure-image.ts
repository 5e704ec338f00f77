import { fail } from '@virtfleet/contracts/errors';
import type { ImageSpec } from '@virtfleet/contracts/vm-spec';
import { type ImageCopy, imageCopy, recordImageCopy } from '@virtfleet/db/image-copies';
import type { Context, StepScope } from './engine/operation.ts';

/** An upload of tens of GiB over a slow line still ends. */
export const imageTimeoutMs = 2 * 60 * 60_000;

/** The host's verified copy of an image: the recorded one, or a new one. Many VMs wait for one upload. */
export function ensureImage(
  { objects, locks, read, hostId }: Pick<Context, 'objects' | 'locks' | 'read' | 'hostId'>,
  image: ImageSpec,
  at: StepScope,
): Promise<ImageCopy> {
  const copy = async () => {
    const known = await read((db) => imageCopy(db, image.id, hostId));
    if (known && (await at.host.hasVolume(known.volumeName, image.sizeBytes))) return known;

    if ((await objects.size(image.sha256)) !== image.sizeBytes)
      throw fail('image_gone', 'The image is gone from the image store: choose another, or have it added again', {
        detail: `object ${image.sha256} is missing or has another size than ${image.sizeBytes}`,
      });
    const made = await at.host.ensureImage(image, () => objects.open(image.sha256), await at.newToken(), at.signal);
    await at.write((tx) => recordImageCopy(tx, image.id, hostId, made));
    return made;
  };
  return locks(`${hostId} ${image.sha256}`, copy, at.signal);
}
