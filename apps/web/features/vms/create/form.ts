import type { FlavorView, ImageView, KeypairView, NetworkView, VmDetail } from '@virtfleet/contracts/views';
import { type CreateVmInput, createVmInput, userData } from '@virtfleet/contracts/vm';
import { z } from 'zod';

/** What a project offers to a new VM. */
export type Offer = {
  flavors: readonly FlavorView[];
  images: readonly ImageView[];
  networks: readonly NetworkView[];
  keypairs: readonly KeypairView[];
};

export type CreateVmForm = CreateVmInput;

/** The disk must hold the flavor's promise and the image. */
export const leastDiskGib = (flavor: FlavorView | undefined, image: ImageView | undefined): number =>
  Math.max(1, flavor?.diskGib ?? 0, image?.minDiskGib ?? 0);

/** The input's own rules, in the words of this form, and what is known here beyond them: sizes that the image asks for. */
export const createVmFormSchema = ({ flavors, images, networks }: Offer) =>
  createVmInput
    .extend({
      flavorId: z.uuid('Choose a size'),
      imageId: z.uuid('Choose an image'),
      networkId: z.uuid('Choose a network'),
      diskGib: z.number({ error: 'Give the size in GiB, such as 20' }).pipe(createVmInput.shape.diskGib),
      userData: z.union([z.literal(''), userData]),
    })
    .superRefine((form, ctx) => {
      const flavor = flavors.find(({ id }) => id === form.flavorId);
      const image = images.find(({ id }) => id === form.imageId);
      const network = networks.find(({ id }) => id === form.networkId);
      const least = leastDiskGib(flavor, image);
      const refuse = (path: keyof CreateVmForm, message: string) =>
        ctx.addIssue({ code: 'custom', path: [path], message });
      if (form.diskGib < least) refuse('diskGib', `At least ${least} GiB for this size and image`);
      if (flavor && image && flavor.memoryMib < image.minMemoryMib)
        refuse('flavorId', `${image.title} needs ${image.minMemoryMib} MiB of memory; choose a larger size`);
      if (image?.state === 'gone') refuse('imageId', 'This image is gone; choose another');
      if (image?.state === 'importing') refuse('imageId', 'This image is still being imported; choose another');
      if (network?.freeAddresses === 0) refuse('networkId', 'No address is free on this network; choose another');
    });

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
    imageId: image?.id ?? '',
    networkId: network?.id ?? '',
    diskGib: leastDiskGib(flavor, image),
    loginUser: image?.loginUser ?? '',
    keypairIds: offer.keypairs.filter(({ addedBy }) => addedBy === myName).map(({ id }) => id),
    userData: '',
  };
}

/** A form with the values of a VM whose create failed. Its user-data is sealed: only this tab's draft may still have it. */
export function like(vm: VmDetail, empty: CreateVmForm, { flavors, images, networks, keypairs }: Offer): CreateVmForm {
  return {
    ...empty,
    name: vm.name,
    flavorId: flavors.find(({ name }) => name === vm.flavor)?.id ?? empty.flavorId,
    imageId: images.find(({ name, state }) => name === vm.image && state === 'ready')?.id ?? empty.imageId,
    networkId: networks.find(({ name }) => name === vm.network?.name)?.id ?? empty.networkId,
    diskGib: vm.diskGib,
    loginUser: vm.loginUser,
    keypairIds: keypairs.filter(({ name }) => vm.keys.includes(name)).map(({ id }) => id),
  };
}

/** What was typed, kept until a VM came of it. Numbers may be unfinished: NaN is no JSON. */
const draft = z.object({
  requestId: z.uuid(),
  name: z.string(),
  flavorId: z.string(),
  imageId: z.string(),
  networkId: z.string(),
  diskGib: z.number().nullable(),
  loginUser: z.string(),
  keypairIds: z.array(z.string()),
  userData: z.string(),
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
    flavorId: offered(offer.flavors, kept.flavorId, fresh.flavorId),
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
