import { newId } from '@virtfleet/contracts/ids';
import type { Tx } from './client.ts';
import { notifyWork } from './notify.ts';

/** What is known of an image whose bytes are in the object store. */
export type ImageFacts = {
  name: string;
  title: string;
  loginUser: string;
  arch: string;
  format: string;
  sha256: string;
  sizeBytes: number;
  virtualSizeBytes: number;
  minDiskGib: number;
  minMemoryMib: number;
  /** What it was built from here; null: it came from elsewhere. */
  builtFrom: string | null;
};

/** Makes the image, under `id` when that is given, or corrects what differs. Answers which of it happened; null: nothing. */
export async function putImage(tx: Tx, facts: ImageFacts, id = newId()): Promise<'made' | 'changed' | null> {
  const { name, sizeBytes, virtualSizeBytes, ...rest } = facts;
  const data = {
    ...rest,
    sizeBytes: BigInt(sizeBytes),
    virtualSizeBytes: BigInt(virtualSizeBytes),
    state: 'ready' as const,
  };
  const before = await tx.image.findUnique({ where: { name } });
  if (!before) {
    await tx.image.create({ data: { id, name, ...data } });
    return 'made';
  }
  const same = (Object.keys(data) as (keyof typeof data)[]).every((key) => before[key] === data[key]);
  if (same) return null;
  await tx.image.update({ where: { name }, data });
  // The copies on hosts are of the old bytes. VMs made from them know their file by its path.
  if (before.sha256 !== data.sha256) await tx.imageCopy.deleteMany({ where: { imageId: before.id } });
  return 'changed';
}

/**
 * Each of these hosts gets each of these images, unless it has it or somebody is on it; left out: every host. Answers
 * which image is now to be copied where, by their names.
 */
export async function copyImages(tx: Tx, names: { images: string[]; hosts?: string[] }) {
  const hosts = await tx.host.findMany({
    where: names.hosts ? { name: { in: names.hosts } } : {},
    orderBy: { name: 'asc' },
  });
  const images = await tx.image.findMany({
    where: { name: { in: names.images } },
    include: { copies: { select: { hostId: true } } },
  });
  const pairs = hosts.flatMap((host) =>
    images
      .filter((image) => !image.copies.some((copy) => copy.hostId === host.id))
      .map((image) => ({ host, image, subject: `image:${image.id}@${host.id}` })),
  );
  const open = await tx.operation.findMany({
    where: {
      subject: { in: pairs.map(({ subject }) => subject) },
      status: { in: ['pending', 'running', 'undoing', 'stuck'] },
    },
    select: { subject: true },
  });
  const wanted = pairs.filter(({ subject }) => !open.some((operation) => operation.subject === subject));
  for (const { host, image, subject } of wanted) {
    const input = { imageId: image.id, hostId: host.id };
    await tx.operation.create({ data: { id: newId(), kind: 'image.copy', input, hostId: host.id, subject } });
    await notifyWork(tx, host.id);
  }
  return wanted.map(({ host, image }) => ({ host: host.name, image: image.name }));
}
