import { fail } from '@virtfleet/contracts/errors';
import { retryImport as beginAgain } from '@virtfleet/db/image-imports';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

/** Has an image whose import failed begin again; `npm start` builds it. Throws not_allowed_now when there is nothing to repeat. */
export async function retryImport(ctx: ServiceContext, actor: Actor, { imageId }: { imageId: string }): Promise<void> {
  authorize(actor, 'images.retryImport');
  if (!(await beginAgain(ctx.db, imageId)))
    throw fail('not_allowed_now', 'This import did not fail, or is being tried again already');
}
