import { z } from 'zod';

// By itself, since a page’s first load has no zod.
export { newId } from './new-id.ts';

/** Every row's id: a UUID, version 7 when we make it, so that ids sort by time. Lower case, as Postgres answers it. */
export const id = z.uuid().toLowerCase();
