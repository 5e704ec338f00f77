import { newId } from '@virtfleet/contracts/ids';
import type { Db, Tx } from './client.ts';
import { copyImages, type ImageFacts, putImage } from './image-writes.ts';
import { notifyChanges } from './notify.ts';

/** An image that is to be built, as far as it is known before. */
export type WantedImport = Pick<ImageFacts, 'name' | 'title' | 'loginUser' | 'minDiskGib' | 'minMemoryMib'> & {
  builtFrom: string;
};

const beginning = { stage: 'waiting to begin', progress: 0, failure: null };

/**
 * These are the images that are to be built, and no others: each begins anew, also one that failed or was cut off, but
 * for those that are there already, built from the same. Answers the names of those that are to be built.
 */
export async function wantImports(tx: Tx, wanted: readonly WantedImport[]): Promise<string[]> {
  const names = wanted.map(({ name }) => name);
  const images = await tx.image.findMany({ where: { name: { in: names } } });
  const missing = wanted.filter(
    ({ name, builtFrom }) =>
      !images.some((image) => image.name === name && image.state === 'ready' && image.builtFrom === builtFrom),
  );
  await tx.imageImport.deleteMany({ where: { name: { notIn: missing.map(({ name }) => name) } } });
  for (const { name, ...rest } of missing) {
    const id = images.find((image) => image.name === name)?.id ?? newId();
    const data = { ...rest, ...beginning };
    await tx.imageImport.upsert({ where: { name }, create: { id, name, ...data }, update: data });
  }
  return missing.map(({ name }) => name);
}

/** How far the build is, for those who look on. */
export const reportImport = (db: Db, name: string, report: { stage: string; progress: number }) =>
  changeImport(db, name, { ...report, failure: null });

/** It came to no end, and nobody tries again before somebody asks for it. `failure`: why, for a person. */
export const failImport = (db: Db, name: string, failure: string) => changeImport(db, name, { failure });

/** Has one that failed begin again. Answers whether there is such a one. */
export const retryImport = async (tx: Db | Tx, id: string): Promise<boolean> => {
  const { count } = await tx.imageImport.updateMany({ where: { id, failure: { not: null } }, data: beginning });
  if (count > 0) await notifyChanges(tx, [{ kind: 'images' }]);
  return count > 0;
};

async function changeImport(
  db: Db,
  name: string,
  data: { stage?: string; progress?: number; failure: string | null },
): Promise<void> {
  await db.imageImport.updateMany({ where: { name }, data });
  await notifyChanges(db, [{ kind: 'images' }]);
}

/** Its bytes are in the object store: it becomes an image, and is to be copied to every host. Answers to which. */
export function finishImport(
  db: Db,
  name: string,
  bytes: Pick<ImageFacts, 'format' | 'arch' | 'sha256' | 'sizeBytes' | 'virtualSizeBytes'>,
): Promise<string[]> {
  return db.$transaction(async (tx) => {
    const { id, title, loginUser, minDiskGib, minMemoryMib, builtFrom } = await tx.imageImport.delete({
      where: { name },
    });
    await putImage(tx, { name, title, loginUser, minDiskGib, minMemoryMib, builtFrom, ...bytes }, id);
    const copies = await copyImages(tx, { images: [name] });
    await notifyChanges(tx, [{ kind: 'images' }, { kind: 'operations' }]);
    return copies.map(({ host }) => host);
  });
}
