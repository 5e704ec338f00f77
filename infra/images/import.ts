// `node infra/images/import.ts NAME`: builds an image, brings it into the object store and has it copied to every host, of
// the installation at DATABASE_URL. Its row says how far it is. Ended by a signal it leaves nothing but that row behind.
import { createDb } from '@virtfleet/db/client';
import { failImport, finishImport, reportImport } from '@virtfleet/db/image-imports';
import { say } from '../install.mjs';
import { interruption } from '../run.ts';
import { storeImage } from '../stack/installation.ts';
import { failureInWords } from './failure.ts';
import { imports } from './imports.ts';
import { latest } from './latest.ts';
import type { Progress } from './progress.ts';

const [name = ''] = process.argv.slice(2);
const known = imports.find((image) => image.name === name);
const url = process.env.DATABASE_URL;
if (!known || !url) {
  console.error(`Wanted: DATABASE_URL, and the name of an image: ${imports.map((image) => image.name).join(', ')}`);
  process.exit(2);
}

const orphaned = new AbortController();
// Its other end is that of who started us: the pipe ends when that does, whatever the reason.
process.stdin.resume().on('end', () => orphaned.abort());
const signal = AbortSignal.any([orphaned.signal, interruption()]);
const db = createDb(url, { maxConnections: 1, applicationName: 'virtfleet-image' });
// Postgres may be away for a moment: what comes next says it all again.
const reports = latest((progress: Progress) => reportImport(db, name, progress).catch(() => {}), 500);
try {
  const { path: _, ...bytes } = await known.build({ say, signal, report: reports.tell }).then((image) => {
    reports.tell({ stage: 'storing it', progress: 0.98 });
    storeImage(image);
    return image;
  });
  await reports.end();
  const hosts = await finishImport(db, name, { ...bytes, format: 'qcow2', arch: 'x86_64' });
  say(`image ${name}: ready${hosts.length > 0 ? `, to be copied to ${hosts.join(' and ')}` : ''}`);
} catch (error) {
  await reports.end();
  if (!signal.aborted) {
    const failure = failureInWords(error);
    await failImport(db, name, failure);
    console.error(error);
    say(`image ${name}: not built: ${failure}`);
  }
  process.exitCode = 1;
}
await db.$disconnect();
process.exit();
