import 'server-only';

import { apiServer } from '@virtfleet/api/server';
import { currentActor } from './actor.ts';

/** What the API is given when a page of this request asks it. */
export const apiContext = async () => apiServer().context(await currentActor());
