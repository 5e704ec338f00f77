import type { Db, Tx } from './client.ts';

export type ImageCopy = { volumeName: string; path: string };

/** The verified copy of an image in a host's pool, or null. */
export function imageCopy(db: Db | Tx, imageId: string, hostId: string): Promise<ImageCopy | null> {
  return db.imageCopy.findUnique({
    where: { imageId_hostId: { imageId, hostId } },
    select: { volumeName: true, path: true },
  });
}

/** Only after it was read back on the host and its hash held. One that was recorded before is replaced: the host lost it. */
export async function recordImageCopy(tx: Tx, imageId: string, hostId: string, copy: ImageCopy): Promise<void> {
  const { volumeName, path } = copy;
  await tx.imageCopy.upsert({
    where: { imageId_hostId: { imageId, hostId } },
    create: { imageId, hostId, volumeName, path },
    update: { volumeName, path, createdAt: new Date() },
  });
}

/** What an image is to the one who copies it. */
export async function imageSpec(db: Db | Tx, imageId: string) {
  const image = await db.image.findUniqueOrThrow({ where: { id: imageId } });
  return toImageSpec(image);
}

export function toImageSpec(image: {
  id: string;
  sha256: string;
  format: string;
  sizeBytes: bigint;
  virtualSizeBytes: bigint;
}) {
  return {
    id: image.id,
    sha256: image.sha256,
    format: image.format === 'raw' ? ('raw' as const) : ('qcow2' as const),
    sizeBytes: Number(image.sizeBytes),
    virtualSizeBytes: Number(image.virtualSizeBytes),
  };
}
