import { newId } from '@virtfleet/contracts/ids';
import { expect, test } from 'vitest';
import { emptyForm, type Offer, ownSize, withImage } from './form.ts';
import { withRecent } from './recent.ts';

const image = (name: string, minMemoryMib: number, state: 'ready' | 'gone' = 'ready') => ({
  ...{ id: newId(), name, title: name, state, importing: null, arch: 'x86_64', sizeBytes: 1, copies: [] },
  ...{ minDiskGib: name === 'debian' ? 2 : 1, minMemoryMib, loginUser: name },
});
const offer: Offer = {
  flavors: [
    { id: newId(), name: 'small', vcpus: 1, memoryMib: 256, diskGib: 1 },
    { id: newId(), name: 'medium', vcpus: 2, memoryMib: 1024, diskGib: 5 },
  ],
  images: [image('tiny', 128), image('debian', 512), image('old', 64, 'gone')],
  networks: [1, 0].map((freeAddresses) => ({
    ...{ id: newId(), name: 'lan', kind: 'bridged' as const, cidr: null, reachedFrom: 'here' },
    freeAddresses,
  })),
  keypairs: [],
};
const [tiny, debian, old] = offer.images;
const [small, medium] = offer.flavors;
const empty = emptyForm(newId(), newId(), offer, 'Ada');
const kept = {
  ...{ flavorId: medium?.id, vcpus: 2, memoryGib: 1, imageId: debian?.id, networkId: offer.networks[0]?.id },
  keypairIds: [newId()],
};
const recalled = (change: object = {}) => withRecent(empty, JSON.stringify({ ...kept, ...change }), offer);

test('the next form begins as the last was sent; disk and login follow its image', () => {
  expect(recalled()).toMatchObject({
    ...{ name: '', flavorId: medium?.id, imageId: debian?.id, loginUser: 'debian', diskGib: 5 },
    keypairIds: empty.keypairIds,
  });
  expect(recalled({ flavorId: ownSize, vcpus: 3, memoryGib: 2 })).toMatchObject({
    ...{ flavorId: ownSize, vcpus: 3, memoryGib: 2, diskGib: 2 },
  });
});

test('what is no longer to be had is left at what works', () => {
  expect(recalled({ imageId: old?.id }).imageId).toBe(tiny?.id);
  expect(recalled({ networkId: offer.networks[1]?.id }).networkId).toBe(offer.networks[0]?.id);
  expect(recalled({ flavorId: newId() }).flavorId).toBe(empty.flavorId);
  // A size that the image outgrew.
  expect(recalled({ flavorId: ownSize, memoryGib: 0.25 }).flavorId).toBe(empty.flavorId);
});

test.each([null, '', '{', '[]', '{"flavorId":1}'])('storage that is not ours is nothing: %j', (stored) => {
  expect(withRecent(empty, stored, offer)).toEqual(empty);
});

test('a link from an image begins with it, and with a size that it runs in', () => {
  expect(empty.flavorId).toBe(small?.id);
  expect(withImage(empty, 'debian', offer)).toMatchObject({
    ...{ imageId: debian?.id, flavorId: medium?.id, loginUser: 'debian', diskGib: 5 },
  });
  expect(withImage(empty, 'old', offer)).toEqual(empty);
  expect(withImage(empty, null, offer)).toEqual(empty);
});
