import type { ImageView } from '@virtfleet/contracts/views';
import type { Db, Tx } from './client.ts';

/** Every image, by title; those that are gone too, so that a form can say so. */
export async function listImages(db: Db | Tx): Promise<ImageView[]> {
  const images = await db.image.findMany({
    orderBy: [{ title: 'asc' }, { name: 'asc' }],
    select: {
      id: true,
      name: true,
      title: true,
      state: true,
      sizeBytes: true,
      minDiskGib: true,
      minMemoryMib: true,
      loginUser: true,
    },
  });
  return images.map((image) => ({ ...image, sizeBytes: Number(image.sizeBytes) }));
}
