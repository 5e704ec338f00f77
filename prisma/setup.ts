// `node prisma/setup.ts < seed.json`: brings the database at DATABASE_URL to the schema, makes it if it isn't there, and
// fills in what the seed says. Repeating it changes nothing. A process of its own, because the engine keeps its memory.
import { text } from 'node:stream/consumers';
import { createDb } from '@virtfleet/db/client';
import { migrate } from './migrate.ts';
import { seed } from './seed.ts';
import { seedInput } from './seed-input.ts';
import { inWords } from './trouble.ts';

async function setUp(url: string) {
  const input = seedInput.parse(JSON.parse(await text(process.stdin)));
  const applied = await migrate(url);
  for (const name of applied) console.log(`database: migration ${name} applied`);
  const db = createDb(url, { maxConnections: 2, applicationName: 'virtfleet-setup' });
  try {
    for (const line of await seed(db, input)) console.log(`database: ${line}`);
  } finally {
    await db.$disconnect();
  }
}

const url = process.env.DATABASE_URL;
if (!url) throw new Error('DATABASE_URL is not set');
try {
  await setUp(url);
} catch (error) {
  console.error(inWords(error, url) ?? error);
  process.exit(1);
}
// The engine leaves a timer behind that would hold us for ten seconds.
process.exit();
