import { id } from '@virtfleet/contracts/ids';
import { z } from 'zod';

export const projectInput = z.object({ projectId: id });
export const imageInput = z.object({ imageId: id });
export const operationInput = z.object({ operationId: id });
/** The newest of a VM. */
export const vmOperationsInput = z.object({ vmId: id, limit: z.number().int().min(1).max(500).default(50) });
export const listOperationsInput = projectInput.extend({
  limit: z.number().int().min(1).max(200).default(50),
  /** Only what is not over yet. */
  activeOnly: z.boolean().default(false),
});
