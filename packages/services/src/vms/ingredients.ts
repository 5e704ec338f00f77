import { type ErrorCode, fail } from '@virtfleet/contracts/errors';
import type { CreateVmInput } from '@virtfleet/contracts/vm';
import type { Db } from '@virtfleet/db/client';

/** What a form refers to; a plan's may be unfinished. */
export type Choices = Pick<CreateVmInput, 'projectId' | 'flavorId' | 'imageId' | 'networkId' | 'keypairIds'> & {
  custom: { vcpus: number | null; memoryMib: number | null } | null;
  diskGib: number | null;
};
export type Gathered = Awaited<ReturnType<typeof gather>>;
export type Ingredients = {
  size: { vcpus: number; memoryMib: number };
  image: NonNullable<Gathered['image']>;
  network: NonNullable<Gathered['network']>;
  keypairs: Gathered['keypairs'];
};

export type Refusal = { code: Extract<ErrorCode, 'invalid_input' | 'image_gone'>; message: string; field: string };

/** What the form refers to, each checked to be there, to be this project's to use, and to fit together. Throws with the form's field. */
export async function loadIngredients(db: Db, input: CreateVmInput): Promise<Ingredients> {
  const { refusals, size, image, network, keypairs } = await gather(db, input);
  const [first] = refusals;
  if (first) throw fail(first.code, first.message, { field: first.field });
  if (!size || !image || !network) throw fail('internal', 'The form is not complete');
  return { size, image, network, keypairs };
}

/** The same for a form that may be unfinished: what is there, and all that is wrong, in the order of the form. */
export async function gather(db: Db, input: Choices) {
  const [flavor, image, network, keypairs] = await Promise.all([
    input.flavorId ? db.flavor.findUnique({ where: { id: input.flavorId } }) : null,
    input.imageId ? db.image.findUnique({ where: { id: input.imageId } }) : null,
    input.networkId
      ? db.network.findFirst({
          where: { id: input.networkId, OR: [{ projectId: null }, { projectId: input.projectId }] },
          include: { subnets: { orderBy: { id: 'asc' }, take: 1 } },
        })
      : null,
    db.keypair.findMany({ where: { id: { in: input.keypairIds }, projectId: input.projectId } }),
  ]);
  const ordered = input.keypairIds.flatMap((id) => keypairs.find((keypair) => keypair.id === id) ?? []);
  const size = flavor ?? sizeOf(input.custom);
  const found = { flavor, image, network, keypairs: ordered, size };
  const refusals = [
    ...refusedSize(input, found),
    ...(await refusedImage(db, input, image)),
    ...(network ? [] : [bad('networkId', 'There is no such network in this project. Choose another.')]),
    ...(ordered.length < input.keypairIds.length
      ? [bad('keypairIds', 'One of these SSH keys is no longer in this project. Choose again.')]
      : []),
    ...refusedFit(input, found),
  ];
  return { ...found, refusals };
}

function sizeOf(custom: Choices['custom']): Ingredients['size'] | null {
  const { vcpus = null, memoryMib = null } = custom ?? {};
  return vcpus === null || memoryMib === null ? null : { vcpus, memoryMib };
}

type Found = {
  flavor: { name: string; diskGib: number } | null;
  size: Ingredients['size'] | null;
  image: {
    title: string;
    state: string;
    minMemoryMib: number;
    minDiskGib: number;
    virtualSizeBytes: bigint;
  } | null;
};

function refusedSize({ flavorId, custom }: Choices, { size }: Found): Refusal[] {
  if (size) return [];
  if (custom) return [bad('flavorId', 'Give the vCPUs and the memory')];
  return [bad('flavorId', flavorId ? 'This flavor is no longer offered. Choose another.' : 'Choose a size')];
}

async function refusedImage(db: Db, { imageId }: Choices, image: Found['image']): Promise<Refusal[]> {
  if (image?.state === 'ready') return [];
  if (image) return [gone(`The image ${image.title} is gone. Choose another.`)];
  const coming = imageId ? await db.imageImport.findUnique({ where: { id: imageId }, select: { title: true } }) : null;
  if (coming) return [gone(`The image ${coming.title} is still being built. Choose another, or wait for it.`)];
  return [gone('This image is gone. Choose another.')];
}

/** What each is by itself, and they are not together. */
function refusedFit({ diskGib }: Choices, { flavor, size, image }: Found): Refusal[] {
  const refusals: Refusal[] = [];
  if (size && image && size.memoryMib < image.minMemoryMib)
    refusals.push(
      bad(
        'flavorId',
        `${image.title} needs ${image.minMemoryMib} MiB of memory; ${flavor?.name ?? 'this size'} has ${size.memoryMib} MiB`,
      ),
    );
  if (diskGib !== null && flavor && diskGib < flavor.diskGib)
    refusals.push(bad('diskGib', `The flavor ${flavor.name} comes with a disk of ${flavor.diskGib} GiB or more`));
  else if (diskGib !== null && image && diskGib < smallestDiskGib(image))
    refusals.push(bad('diskGib', `${image.title} needs a disk of ${smallestDiskGib(image)} GiB or more`));
  return refusals;
}

/** An overlay must not be smaller than the disk that it lies over. */
function smallestDiskGib(image: { minDiskGib: number; virtualSizeBytes: bigint }): number {
  return Math.max(image.minDiskGib, Math.ceil(Number(image.virtualSizeBytes) / 2 ** 30));
}

const bad = (field: string, message: string): Refusal => ({ code: 'invalid_input', message, field });
const gone = (message: string): Refusal => ({ code: 'image_gone', message, field: 'imageId' });
