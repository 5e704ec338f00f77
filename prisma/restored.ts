// `node prisma/restored.ts`, once after the database at DATABASE_URL was brought back from a backup: hosts refuse whoever knows
// less than what they heard last, and this database is behind them. A new epoch is ahead of all that was said before.
import { createDb } from '@virtfleet/db/client';

const url = process.env.DATABASE_URL;
if (!url) throw new Error('DATABASE_URL is not set');
const db = createDb(url, { maxConnections: 1, applicationName: 'virtfleet-restored' });
await db.installation.updateMany({ data: { epoch: { increment: 1 } } });
const { epoch } = await db.installation.findFirstOrThrow();
console.log(`epoch ${epoch}: hosts obey what this database says from now on`);
process.exit();
