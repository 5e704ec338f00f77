import { join } from 'node:path';
import { startInstance } from '../instance/instance.ts';
import type { Bench } from './figure.ts';
import { freshRoot } from './fresh-root.ts';

/** From a fresh clone on base Debian, with nothing cached, to two hosts that can take a VM. */
export const firstStart: Bench = async (say) => {
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
    const seconds = (Date.now() - from) / 1000;
    for (const text of instance.output().trim().split('\n')) say(text);
    await instance.stop();
    return [{ name: 'first-start', value: seconds, unit: 's', bound: 300, beside: installs(instance.output()) }];
  } finally {
    await root.remove();
  }
};

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
