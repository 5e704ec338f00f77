import 'server-only';

import { apiServer } from '@virtfleet/api/server';
import { cookies } from 'next/headers';
import { cache } from 'react';

/** Who asks, by a session that is looked up once for each request; null: nobody. */
export const currentActor = cache(async () => {
  const jar = await cookies();
  return apiServer().actor((name) => jar.get(name)?.value);
});
