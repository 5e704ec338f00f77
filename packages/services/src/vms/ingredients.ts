import { fail } from '@virtfleet/contracts/errors';
import type { CreateVmInput } from '@virtfleet/contracts/vm';
import type { Db } from '@virtfleet/db/client';

export type Ingredients = Awaited<ReturnType<typeof loadIngredients>>;

/** What the form refers to, each checked to be there, to be this project's to use, and to fit together. Throws with the form's field. */
export async function loadIngredients(db: Db, input: CreateVmInput) {
  const [flavor, image, network, keypairs] = await Promise.all([
    db.flavor.findUnique({ where: { id: input.flavorId } }),
    db.image.findUnique({ where: { id: input.imageId } }),
    db.network.findFirst({
      where: { id: input.networkId, OR: [{ projectId: null }, { projectId: input.projectId }] },
      include: { subnets: { orderBy: { id: 'asc' }, take: 1 } },
    }),
    db.keypair.findMany({ where: { id: { in: input.keypairIds }, projectId: input.projectId } }),
  ]);
  if (!flavor) throw bad('flavorId', 'This flavor is no longer offered. Choose another.');
  if (!image) throw fail('image_gone', 'This image is gone. Choose another.', { field: 'imageId' });
  if (image.state !== 'ready')
    throw fail('image_gone', `The image ${image.title} is gone. Choose another.`, { field: 'imageId' });
  if (!network) throw bad('networkId', 'There is no such network in this project. Choose another.');
  const ordered = input.keypairIds.map((id) => keypairs.find((keypair) => keypair.id === id));
  const present = ordered.filter((keypair) => keypair !== undefined);
  if (present.length < ordered.length)
    throw bad('keypairIds', 'One of these SSH keys is no longer in this project. Choose again.');
  if (flavor.memoryMib < image.minMemoryMib)
    throw bad(
      'flavorId',
      `${image.title} needs ${image.minMemoryMib} MiB of memory; ${flavor.name} has ${flavor.memoryMib} MiB`,
    );
  if (input.diskGib < flavor.diskGib)
    throw bad('diskGib', `The flavor ${flavor.name} comes with a disk of ${flavor.diskGib} GiB or more`);
  if (input.diskGib < smallestDiskGib(image))
    throw bad('diskGib', `${image.title} needs a disk of ${smallestDiskGib(image)} GiB or more`);
  return { flavor, image, network, keypairs: present };
}

/** An overlay must not be smaller than the disk that it lies over. */
function smallestDiskGib(image: { minDiskGib: number; virtualSizeBytes: bigint }): number {
  return Math.max(image.minDiskGib, Math.ceil(Number(image.virtualSizeBytes) / 2 ** 30));
}

function bad(field: keyof CreateVmInput, message: string) {
  return fail('invalid_input', message, { field });
}
