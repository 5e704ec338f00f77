import { newId } from '@virtfleet/contracts/ids';
import type { FlavorView, ImageView, KeypairView, NetworkView } from '@virtfleet/contracts/views';
import { describe, expect, it } from 'vitest';
import { createVmFormSchema, draftOf, emptyForm, ownSize, withDraft } from './form.ts';

const image = (more: Partial<ImageView>): ImageView => ({
  id: newId(),
  name: 'tiny',
  title: 'tiny',
  state: 'ready',
  importing: null,
  arch: 'x86_64',
  sizeBytes: 1,
  minDiskGib: 1,
  minMemoryMib: 128,
  loginUser: 'tiny',
  copies: [],
  ...more,
});
const flavor = (more: Partial<FlavorView>): FlavorView => ({
  id: newId(),
  name: 'small',
  vcpus: 1,
  memoryMib: 1024,
  diskGib: 10,
  ...more,
});
const network = (more: Partial<NetworkView>): NetworkView => ({
  id: newId(),
  name: 'lan',
  kind: 'bridged',
  cidr: '10.0.0.0/24',
  reachedFrom: 'this machine',
  freeAddresses: 9,
  ...more,
});
const key = (more: Partial<KeypairView>): KeypairView => ({
  id: newId(),
  name: 'laptop',
  type: 'ssh-ed25519',
  fingerprint: 'SHA256:x',
  addedBy: 'Ada',
  createdAt: new Date(),
  ...more,
});

const offer = {
  flavors: [flavor({ name: 'nano', memoryMib: 64 }), flavor({})],
  images: [image({ state: 'gone' }), image({ minDiskGib: 12 })],
  networks: [network({ freeAddresses: 0 }), network({})],
  keypairs: [key({}), key({ addedBy: 'Eve' })],
};
const projectId = newId();
const fresh = emptyForm(projectId, newId(), offer, 'Ada');
const messages = (more: Partial<typeof fresh>) =>
  createVmFormSchema(offer)
    .safeParse({ ...fresh, name: 'web-01', ...more })
    .error?.issues.map(({ path, message }) => [path.join('.'), message]);

describe('emptyForm', () => {
  it('begins with what works: enough memory, an image that is there, a network with room, own keys only', () => {
    expect(fresh).toMatchObject({
      flavorId: offer.flavors[1]?.id,
      imageId: offer.images[1]?.id,
      networkId: offer.networks[1]?.id,
      diskGib: 12,
      loginUser: 'tiny',
      keypairIds: [offer.keypairs[0]?.id],
    });
    expect(messages({})).toBeUndefined();
  });

  it('asks for each choice that a bare project cannot offer', () => {
    const bare = { flavors: [], images: [], networks: [], keypairs: [] };
    const result = createVmFormSchema(bare).safeParse({ ...emptyForm(projectId, newId(), bare, 'Ada'), name: 'a' });
    expect(result.error?.issues.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['Choose a size', 'Choose an image', 'Choose a network', 'Give a login name']),
    );
  });
});

describe('createVmFormSchema', () => {
  it('says beside each field what does not fit', () => {
    expect(messages({ diskGib: 5 })).toEqual([['diskGib', 'At least 12 GiB for this size and image']]);
    expect(messages({ diskGib: Number.NaN })).toEqual([['diskGib', 'Give the size in GiB, such as 20']]);
    expect(messages({ imageId: offer.images[0]?.id ?? '' })).toEqual([
      ['imageId', 'This image is gone; choose another'],
    ]);
    expect(messages({ networkId: offer.networks[0]?.id ?? '' })?.[0]?.[0]).toBe('networkId');
    expect(messages({ flavorId: offer.flavors[0]?.id ?? '' })?.[0]?.[0]).toBe('flavorId');
  });
});

describe('a size of one’s own', () => {
  const own = { ...fresh, name: 'web-01', flavorId: ownSize, vcpus: 3, memoryGib: 1.5 };
  it('is sent in place of a flavor, and a flavor in place of it', () => {
    expect(createVmFormSchema(offer).parse(own)).toMatchObject({
      flavorId: null,
      custom: { vcpus: 3, memoryMib: 1536 },
    });
    const other = createVmFormSchema(offer).parse({ ...own, flavorId: fresh.flavorId, vcpus: Number.NaN });
    expect(other).toMatchObject({ flavorId: fresh.flavorId, custom: null });
    expect(other).not.toHaveProperty('vcpus');
  });

  it('is judged in its own fields', () => {
    expect(messages({ ...own, vcpus: 0 })).toEqual([['vcpus', 'At least 1 vCPU']]);
    expect(messages({ ...own, vcpus: 1.5 })).toEqual([['vcpus', 'Whole vCPUs only']]);
    expect(messages({ ...own, memoryGib: Number.NaN })).toEqual([['memoryGib', 'Give the memory in GiB, such as 1.5']]);
    expect(messages({ ...own, memoryGib: 0.1 })?.[0]).toEqual([
      'memoryGib',
      'tiny needs 128 MiB of memory; choose a larger size',
    ]);
    expect(messages({ ...own, memoryGib: 20_000 })?.[0]?.[0]).toBe('memoryGib');
  });
});

describe('drafts', () => {
  it('keep what was typed, with the id of its request, so that a second submit makes no second VM', () => {
    const typed = { ...fresh, name: 'web-01', userData: '#cloud-config\nruncmd: [echo hi', diskGib: Number.NaN };
    const stored = draftOf(typed, fresh);
    const later = emptyForm(projectId, newId(), offer, 'Ada');
    expect(withDraft(later, stored, offer)).toEqual(typed);
  });

  it('are not made of an untouched form', () => {
    expect(draftOf({ ...fresh }, fresh)).toBeNull();
  });

  it('let go of what is no longer offered', () => {
    const stored = draftOf({ ...fresh, name: 'x', imageId: newId(), keypairIds: [newId()] }, fresh);
    expect(withDraft(fresh, stored, offer)).toMatchObject({ name: 'x', imageId: fresh.imageId, keypairIds: [] });
  });

  it.each([null, '', '{', '{}', '[]', '{"name":1}'])('ignore storage that is not theirs: %j', (stored) => {
    expect(withDraft(fresh, stored, offer)).toBeNull();
  });
});
