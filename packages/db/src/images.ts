import type { ImageImport, ImageView } from '@virtfleet/contracts/views';
import type { Db, Tx } from './client.ts';

/** Every image, by title: also those that are still being built, and those that are gone, so that a form can say so. */
export async function listImages(db: Db | Tx): Promise<ImageView[]> {
  const [images, imports] = await Promise.all([
    db.image.findMany({
      select: {
        id: true,
        name: true,
        title: true,
        state: true,
        arch: true,
        sizeBytes: true,
        minDiskGib: true,
        minMemoryMib: true,
        loginUser: true,
        copies: { select: { host: { select: { name: true } } }, orderBy: { host: { name: 'asc' } } },
      },
    }),
    db.imageImport.findMany(),
  ]);
  const there = images.map(({ sizeBytes, copies, ...image }) => ({
    ...image,
    importing: progressOf(imports.find(({ name }) => name === image.name)),
    sizeBytes: Number(sizeBytes),
    copies: copies.map(({ host }) => host.name),
  }));
  const coming = imports
    .filter(({ name }) => !images.some((image) => image.name === name))
    .map(({ id, name, title, minDiskGib, minMemoryMib, loginUser, ...found }) => ({
      ...{ id, name, title, minDiskGib, minMemoryMib, loginUser },
      ...{ state: 'importing' as const, importing: progressOf(found), arch: 'x86_64', sizeBytes: null, copies: [] },
    }));
  return [...there, ...coming].sort(byTitle);
}

const progressOf = (found: ImageImport | undefined): ImageImport | null =>
  found ? { stage: found.stage, progress: found.progress, failure: found.failure } : null;

const byTitle = (a: ImageView, b: ImageView) => a.title.localeCompare(b.title, 'en') || (a.name < b.name ? -1 : 1);
