// `node infra/images/cli.ts NAME`: builds a guest image into the cache and says where it is.
import { say } from '../install.mjs';
import { interruption } from '../run.ts';
import { buildDebian12 } from './debian-12.ts';
import { buildTiny } from './tiny.ts';

const images: Record<string, typeof buildTiny> = { tiny: buildTiny, 'debian-12': buildDebian12 };
const build = images[process.argv[2] ?? ''];
if (!build) {
  console.error(`Which image? One of: ${Object.keys(images).join(', ')}`);
  process.exit(2);
}
try {
  for (const [name, value] of Object.entries(await build({ say, signal: interruption() })))
    console.log(`${name.padEnd(17)} ${value}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
