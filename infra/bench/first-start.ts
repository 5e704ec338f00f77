import { join } from 'node:path';
import { queried, startInstance } from '../instance/instance.ts';
import { until } from '../run.ts';
import type { Bench, Figure } from './figure.ts';
import { freshRoot } from './fresh-root.ts';

/**
 * From a fresh clone on base Debian, with nothing cached, to two hosts that can take a VM; and on, in the background of
 * these, to debian-12 on one of them.
 */
export const firstStart: Bench = async (say, asked) => {
  const root = await freshRoot(say);
  try {
    say('npm start in a fresh clone');
    const from = Date.now();
    const instance = await startInstance({
      argv: root.argv('npm start'),
      env: root.env,
      stateDir: join(root.dir, 'root/virtfleet/.virtfleet'),
      hosts: 2,
      limitMs: 1_200_000,
    });
    const seconds = () => (Date.now() - from) / 1000;
    const figures: Figure[] = [{ name: 'first-start', value: seconds(), unit: 's', bound: 300 }];
    if (asked.includes('debian-ready')) {
      await until('debian-12 on a host', 1_200_000, () => isOnAHost(instance.databaseUrl, 'debian-12'), 200);
      figures.push({ name: 'debian-ready', value: seconds(), unit: 's', bound: 480 });
    }
    for (const text of instance.output().trim().split('\n')) say(text);
    await instance.stop();
    return figures.map((figure) => ({ ...figure, beside: installs(instance.output()) }));
  } finally {
    await root.remove();
  }
};

/** Whether a VM can start from this image without waiting for it. Throws why it was not built. */
async function isOnAHost(databaseUrl: string, name: string): Promise<boolean> {
  const [found] = await queried<{ failure: string | null; copies: number }>(
    databaseUrl,
    `SELECT (SELECT failure FROM image_import WHERE name = $1) AS failure,
       (SELECT count(*)::int FROM image_copy JOIN image ON image.id = image_id WHERE image.name = $1) AS copies`,
    [name],
  );
  if (found?.failure) throw new Error(`${name} was not built: ${found.failure}`);
  return found !== undefined && found.copies > 0;
}

/** How long npm and apt took of it, as `npm start` says. */
const installs = (output: string) =>
  ['npm', 'Debian']
    .map((name) => {
      const times = [...output.matchAll(new RegExp(`${name} packages: installed in (\\d+) s`, 'g'))].map(([, time]) =>
        Number(time),
      );
      return `${name} packages ${times.reduce((sum, time) => sum + time, 0)} s`;
    })
    .join(', ');
