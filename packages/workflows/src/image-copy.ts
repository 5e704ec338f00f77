import { imageSpec } from '@virtfleet/db/image-copies';
import { isUnreachable } from './engine/errors.ts';
import { operation } from './engine/operation.ts';
import { ensureImage, imageTimeoutMs } from './ensure-image.ts';

/** Brings an image to a host before anyone asks for a VM there. */
export const copyImage = operation('image.copy', {
  async run({ imageId }, context) {
    const image = await context.read((db) => imageSpec(db, imageId));
    await context.step('ensure image', (at) => ensureImage(context, image, at), {
      timeoutMs: imageTimeoutMs,
      attempts: 3,
      retryIf: isUnreachable,
    });
  },
  // It has no rows of its own: a copy is recorded only when it is whole.
  failed: async () => async () => {},
});
