import { z } from 'zod';
import { type CreateVmForm, leastDiskGib, type Offer, sizeOf } from './form.ts';

/** What was chosen for the last VM in this project: the next is most often alike. */
const recent = z.object({
  flavorId: z.string(),
  vcpus: z.number(),
  memoryGib: z.number(),
  imageId: z.string(),
  networkId: z.string(),
  keypairIds: z.array(z.string()),
});

const keyOf = (projectId: string) => `virtfleet:recent:${projectId}`;

/** Storage may be full or forbidden; a form must work without it. */
export function remember(form: CreateVmForm): void {
  try {
    localStorage.setItem(keyOf(form.projectId), JSON.stringify(recent.parse(form)));
  } catch {
    // Then the next form begins with the first of everything.
  }
}

export function recall(projectId: string): string | null {
  try {
    return localStorage.getItem(keyOf(projectId));
  } catch {
    return null;
  }
}

/** A form that begins with what was chosen last, as far as it is still offered; what the image asks for follows it. */
export function withRecent(empty: CreateVmForm, stored: string | null, offer: Offer): CreateVmForm {
  const kept = recent.safeParse(parseJson(stored)).data;
  if (!kept) return empty;
  const image = offer.images.find(({ id, state }) => id === kept.imageId && state === 'ready');
  const chosen = image ?? offer.images.find(({ id }) => id === empty.imageId);
  const fits = ({ memoryMib }: { memoryMib: number }) => memoryMib >= (chosen?.minMemoryMib ?? 0);
  const size = sizeOf(kept, offer);
  const keys = offer.keypairs.map(({ id }) => id).filter((id) => kept.keypairIds.includes(id));
  const form = {
    ...empty,
    ...(size && fits(size) && { flavorId: kept.flavorId, vcpus: kept.vcpus, memoryGib: kept.memoryGib }),
    ...(image && { imageId: image.id, loginUser: image.loginUser }),
    ...(offer.networks.some(({ id, freeAddresses }) => id === kept.networkId && freeAddresses > 0) && {
      networkId: kept.networkId,
    }),
    ...(keys.length > 0 && { keypairIds: keys }),
  };
  return { ...form, diskGib: leastDiskGib(sizeOf(form, offer), chosen) };
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
