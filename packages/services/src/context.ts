import type { Db } from '@virtfleet/db/client';
import type { Keyring } from '@virtfleet/db/secrets';

/** What every use-case is handed. Hosts are not in it: services never touch them. */
export type ServiceContext = { db: Db; keyring: Keyring; now: () => Date };
