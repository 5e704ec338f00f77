// `npm run shots`: a picture of every page, from a running product.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '@virtfleet/infra/instance/browser';
import { signIn } from '@virtfleet/infra/instance/client';
import { passwordOf } from '@virtfleet/infra/instance/instance';
import { scratch } from '@virtfleet/infra/instance/scratch';
import { statePath } from '@virtfleet/infra/state';
import { fill } from './content.ts';
import { shotsOptions, usage } from './options.ts';
import { pictures } from './pictures.ts';
import { scenes } from './scenes.ts';
import { kib, lookers, type Place, shoot, show, sizes } from './shoot.ts';

const say = (text: string) => console.error(`  ${text}`);
const folder = statePath('shots');
const ofDocs = join(import.meta.dirname, '../../docs/images');
/** A repository is no picture book. */
const mostKib = 150;

type Running = Place & { tenant(): ReturnType<typeof signIn>; admin(): ReturnType<typeof signIn> };

/** An installation that somebody else started. */
function runningAt(stateDir: string): Running {
  const { url } = JSON.parse(readFileSync(join(stateDir, 'run.json'), 'utf8')) as { url: string };
  const as = (email: string) => signIn(url, email, passwordOf(stateDir, email));
  return { url, stateDir, tenant: () => as('tenant@virtfleet.local'), admin: () => as('admin@virtfleet.local') };
}

/** Answers what could not be taken. */
async function takeAll(at: Running, names: readonly string[], docs: boolean): Promise<string[]> {
  const shown = await fill(at, say);
  const browser = await openBrowser(say);
  const failures: string[] = [];
  try {
    const looker = lookers(browser, at);
    for (const scene of scenes.filter(({ name }) => names.length === 0 || names.includes(name))) {
      for (const size of ['wide', 'phone'] as const) {
        if (scene.only !== undefined && scene.only !== size) continue;
        try {
          const page = await looker(scene.who, size);
          await show(page, scene, shown, size);
          await shoot(page, folder, scene, size);
          const picture = size === 'wide' && docs ? pictures.find((one) => one.scene === scene.name) : undefined;
          if (!picture) continue;
          const file = join(ofDocs, picture.file);
          await page.screenshot({ path: file, clip: { x: 0, y: 0, width: sizes.wide.width, height: picture.height } });
          if (kib(file) > mostKib)
            failures.push(`${picture.file} has ${kib(file)} KiB: let it end higher (e2e/shots/pictures.ts)`);
        } catch (error) {
          failures.push(`${scene.name}, ${size}: ${error instanceof Error ? error.message : error}`);
        }
      }
      say(scene.name);
    }
  } finally {
    await browser.close();
  }
  return failures;
}

async function main() {
  const options = shotsOptions(process.argv.slice(2));
  if (options === null) return console.log(usage);
  const unknown = options.names.filter((name) => !scenes.some((scene) => scene.name === name));
  if (unknown.length > 0)
    throw new Error(
      `No scene is called ${unknown.join(', ')}. There are: ${scenes.map(({ name }) => name).join(', ')}.`,
    );
  if (options.names.length === 0) rmSync(folder, { recursive: true, force: true });
  const failures = await withOne(options, (at) => takeAll(at, options.names, !options.simulate));
  for (const failure of failures) console.error(failure);
  console.log(`Pictures are in ${folder}`);
  if (failures.length > 0) process.exitCode = 1;
}

async function withOne<T>(options: { of: string | null; simulate: boolean }, work: (at: Running) => Promise<T>) {
  if (options.of !== null) return work(runningAt(options.of));
  const home = scratch({ images: 'tiny,debian-12' });
  try {
    const instance = await home.start(options.simulate ? { simulated: 3 } : undefined);
    try {
      return await work(instance);
    } finally {
      await instance.stop();
    }
  } finally {
    await home.remove();
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
process.exit();
