import type { RequestForm } from '@virtfleet/contracts/request';
import type { FlavorView, ImageView, KeypairView, NetworkView, VmDetail } from '@virtfleet/contracts/views';
import { type CreateVmInput, createVmFields, customSize } from '@virtfleet/contracts/vm';
import { z } from 'zod';
import { userDataInput } from '../../user-data/user-data-schema.ts';

/** What a project offers to a new VM. */
export type Offer = {
  flavors: readonly FlavorView[];
  images: readonly ImageView[];
  networks: readonly NetworkView[];
  keypairs: readonly KeypairView[];
};

/** In place of a flavor's id: a size of one's own. */
export const ownSize = 'custom';

/** As the fields hold it. A number may be unfinished: NaN. */
export type CreateVmForm = Omit<CreateVmInput, 'flavorId' | 'custom' | 'start'> & {
  /** A flavor's id, `ownSize`, or empty while none can be had. */
  flavorId: string;
  /** Of one's own size; kept while a flavor is chosen. */
  vcpus: number;
  memoryGib: number;
  /** Asked for, and judged, only where it must be requested. */
  purpose: string;
};
/** What is sent, save whether it starts: the button says that. */
export type CreateVmValues = Omit<CreateVmInput, 'start'> & { purpose: string };

type Size = { vcpus: number; memoryMib: number; diskGib: number };

/** What the form's size is; null: none yet. */
export function sizeOf(
  form: Partial<Pick<CreateVmForm, 'flavorId' | 'vcpus' | 'memoryGib'>>,
  { flavors }: Pick<Offer, 'flavors'>,
): Size | null {
  if (form.flavorId !== ownSize) return flavors.find(({ id }) => id === form.flavorId) ?? null;
  const { vcpus = Number.NaN, memoryGib = Number.NaN } = form;
  return vcpus > 0 && memoryGib > 0 ? { vcpus, memoryMib: mibOf(memoryGib), diskGib: 0 } : null;
}

export const mibOf = (gib: number): number => Math.round(gib * 1024);

/** The disk must hold the size's promise and the image. */
export const leastDiskGib = (size: Pick<Size, 'diskGib'> | null | undefined, image: ImageView | undefined): number =>
  Math.max(1, size?.diskGib ?? 0, image?.minDiskGib ?? 0);

const number = (words: string) => z.number({ error: words });
/** Judged only while it is chosen. */
const own = {
  vcpus: number('Give a number of vCPUs').pipe(customSize.shape.vcpus),
  memoryGib: number('Give the memory in GiB, such as 1.5').pipe(
    z
      .number()
      .refine((gib) => customSize.shape.memoryMib.safeParse(mibOf(gib)).success, 'Between 0.0625 and 16,384 GiB'),
  ),
};

/** The input's own rules, in the words of this form, and what is known here beyond them: sizes that the image asks for. */
export const createVmFormSchema = (offer: Offer) =>
  createVmFields
    .omit({ custom: true, start: true })
    .extend({
      flavorId: z.string().refine((id) => id === ownSize || z.uuid().safeParse(id).success, 'Choose a size'),
      vcpus: z.number().or(z.nan()),
      memoryGib: z.number().or(z.nan()),
      imageId: z.uuid('Choose an image'),
      networkId: z.uuid('Choose a network'),
      diskGib: number('Give the size in GiB, such as 20').pipe(createVmFields.shape.diskGib),
      userData: z.union([z.literal(''), userDataInput]),
      purpose: z.string().max(500, 'At most 500 characters'),
    })
    .superRefine((form, ctx) => {
      const refuse = (path: keyof CreateVmForm, message: string) =>
        ctx.addIssue({ code: 'custom', path: [path], message });
      const image = offer.images.find(({ id }) => id === form.imageId);
      const network = offer.networks.find(({ id }) => id === form.networkId);
      const isOwn = form.flavorId === ownSize;
      if (isOwn)
        for (const field of ['vcpus', 'memoryGib'] as const) {
          const issue = own[field].safeParse(form[field]).error?.issues[0];
          if (issue) refuse(field, issue.message);
        }
      const size = sizeOf(form, offer);
      const least = leastDiskGib(size, image);
      if (form.diskGib < least) refuse('diskGib', `At least ${least} GiB for this size and image`);
      if (size && image && size.memoryMib < image.minMemoryMib)
        refuse(
          isOwn ? 'memoryGib' : 'flavorId',
          `${image.title} needs ${image.minMemoryMib} MiB of memory; choose a larger size`,
        );
      if (image?.state === 'gone') refuse('imageId', 'This image is gone; choose another');
      if (image?.state === 'importing') refuse('imageId', 'This image is still being imported; choose another');
      if (network?.freeAddresses === 0) refuse('networkId', 'No address is free on this network; choose another');
    })
    .transform(
      ({ flavorId, vcpus, memoryGib, ...form }): CreateVmValues => ({
        ...form,
        ...(flavorId === ownSize
          ? { flavorId: null, custom: { vcpus, memoryMib: mibOf(memoryGib) } }
          : { flavorId, custom: null }),
      }),
    );

/** A form as it opens: the first of everything that works, and the person's own keys. */
export function emptyForm(projectId: string, requestId: string, offer: Offer, myName: string): CreateVmForm {
  const image = offer.images.find(({ state }) => state === 'ready');
  const flavor = offer.flavors.find((candidate) => candidate.memoryMib >= (image?.minMemoryMib ?? 0));
  const network = offer.networks.find(({ freeAddresses }) => freeAddresses > 0);
  return {
    projectId,
    requestId,
    name: '',
    flavorId: flavor?.id ?? '',
    vcpus: flavor?.vcpus ?? 1,
    memoryGib: (flavor?.memoryMib ?? 1024) / 1024,
    imageId: image?.id ?? '',
    networkId: network?.id ?? '',
    diskGib: leastDiskGib(flavor, image),
    loginUser: image?.loginUser ?? '',
    keypairIds: offer.keypairs.filter(({ addedBy }) => addedBy === myName).map(({ id }) => id),
    userData: '',
    purpose: '',
  };
}

/** A form that starts from the image of that name, if it is offered. */
export function withImage(form: CreateVmForm, name: string | null, offer: Offer): CreateVmForm {
  const image = offer.images.find((each) => each.name === name && each.state === 'ready');
  if (!image || image.id === form.imageId) return form;
  const size = sizeOf(form, offer);
  const flavor = offer.flavors.find(({ memoryMib }) => memoryMib >= image.minMemoryMib);
  const fits = size !== null && size.memoryMib >= image.minMemoryMib;
  const chosen = { ...form, imageId: image.id, flavorId: fits ? form.flavorId : (flavor?.id ?? form.flavorId) };
  return { ...chosen, loginUser: image.loginUser, diskGib: leastDiskGib(sizeOf(chosen, offer), image) };
}

/** A form with the values of a VM whose create failed. Its user-data is sealed: only this tab's draft may still have it. */
export function like(vm: VmDetail, empty: CreateVmForm, { flavors, images, networks, keypairs }: Offer): CreateVmForm {
  return {
    ...empty,
    name: vm.name,
    // One whose flavor is no longer offered keeps its size as its own.
    flavorId: flavors.find(({ name }) => name === vm.flavor)?.id ?? ownSize,
    vcpus: vm.vcpus,
    memoryGib: vm.memoryMib / 1024,
    imageId: images.find(({ name, state }) => name === vm.image && state === 'ready')?.id ?? empty.imageId,
    networkId: networks.find(({ name }) => name === vm.network?.name)?.id ?? empty.networkId,
    diskGib: vm.diskGib,
    loginUser: vm.loginUser,
    keypairIds: keypairs.filter(({ name }) => vm.keys.includes(name)).map(({ id }) => id),
  };
}

/** A form as a request was filled in with, to be asked again. */
export function fromRequest(
  form: RequestForm,
  empty: CreateVmForm,
  { flavors, images, networks, keypairs }: Offer,
): CreateVmForm {
  const { size, custom: _, start: _start, ...asked } = form;
  const offered = (list: readonly { id: string }[], id: string, otherwise: string) =>
    list.some((item) => item.id === id) ? id : otherwise;
  return {
    ...empty,
    ...asked,
    flavorId: flavors.find(({ id }) => id === asked.flavorId)?.id ?? ownSize,
    vcpus: size.vcpus,
    memoryGib: size.memoryMib / 1024,
    imageId: offered(images, asked.imageId, empty.imageId),
    networkId: offered(networks, asked.networkId, empty.networkId),
    keypairIds: asked.keypairIds.filter((id) => keypairs.some((key) => key.id === id)),
  };
}

/** What was typed, kept until a VM came of it. Numbers may be unfinished: NaN is no JSON. */
const draft = z.object({
  requestId: z.uuid(),
  name: z.string(),
  flavorId: z.string(),
  vcpus: z.number().nullable(),
  memoryGib: z.number().nullable(),
  imageId: z.string(),
  networkId: z.string(),
  diskGib: z.number().nullable(),
  loginUser: z.string(),
  keypairIds: z.array(z.string()),
  userData: z.string(),
  purpose: z.string().default(''),
});

/** A stored draft laid over a fresh form; choices that are no longer offered fall back to the form's. */
export function withDraft(fresh: CreateVmForm, stored: string | null, offer: Offer): CreateVmForm | null {
  const kept = draft.safeParse(parseJson(stored)).data;
  if (!kept) return null;
  const offered = (list: readonly { id: string }[], id: string, otherwise: string) =>
    list.some((item) => item.id === id) ? id : otherwise;
  return {
    ...fresh,
    ...kept,
    diskGib: kept.diskGib ?? Number.NaN,
    vcpus: kept.vcpus ?? Number.NaN,
    memoryGib: kept.memoryGib ?? Number.NaN,
    flavorId: kept.flavorId === ownSize ? ownSize : offered(offer.flavors, kept.flavorId, fresh.flavorId),
    imageId: offered(offer.images, kept.imageId, fresh.imageId),
    networkId: offered(offer.networks, kept.networkId, fresh.networkId),
    keypairIds: kept.keypairIds.filter((id) => offer.keypairs.some((key) => key.id === id)),
  };
}

/** The draft of a form, or null when nothing was done that would be a loss. */
export function draftOf(form: CreateVmForm, fresh: CreateVmForm): string | null {
  const { projectId: _, requestId: _id, ...typed } = form;
  const { projectId: _project, requestId: _request, ...untouched } = fresh;
  return JSON.stringify(typed) === JSON.stringify(untouched) ? null : asDraft(form);
}

/** A form as it is stored: in the project that its key names. */
export const asDraft = ({ projectId: _, ...typed }: CreateVmForm): string => JSON.stringify(typed);

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
