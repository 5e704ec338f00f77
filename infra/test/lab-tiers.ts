import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages } from '../debian.ts';
import { buildTiny } from '../images/tiny.ts';
import { say } from '../install.mjs';
import { makeSshKey, type Scratch, scratch } from '../instance/scratch.ts';
import { labUp } from '../lab/lab.ts';
import type { Lab } from '../lab/types.ts';
import { leftovers } from './leftovers.ts';
import type { Tally } from './tally.ts';
import { playwright, vitest } from './tiers.ts';

export type Tier = (name: string, work: () => Promise<Tally>) => Promise<void>;

/** One lab serves all that needs real hosts: first the packages' own tests, then Virtfleet itself, driven from Chromium. */
export const labTiers = (tier: Tier, reports: string, signal: AbortSignal) =>
  withLab(tier, signal, async (home, known) => {
    await tier('lab', () => vitest('lab', reports, { env: known }));
    await tier('Chromium on the lab', () => inChromium('lab', home, reports));
  });

/** Brings a lab up, tells of it in the environment, takes it down, and looks at what is left behind. */
export async function withLab(
  tier: Tier,
  signal: AbortSignal,
  body: (home: Scratch, known: NodeJS.ProcessEnv) => Promise<void>,
) {
  const home = scratch();
  let lab: Lab | undefined;
  try {
    await ensurePackages(['openssh-client', 'chromium'], { say, signal });
    const key = await makeSshKey(home.stateDir);
    const dir = join(home.stateDir, 'lab');
    lab = await labUp({ dir, hosts: 2, publicKey: readFileSync(`${key}.pub`, 'utf8'), say, signal });
    const image = await buildTiny({ say, signal });
    await body(home, {
      VIRTFLEET_LAB: JSON.stringify(lab),
      VIRTFLEET_LAB_DIR: dir,
      VIRTFLEET_LAB_KEY: key,
      VIRTFLEET_LAB_IMAGE: image.path,
    });
  } finally {
    await home.remove();
  }
  const { id } = lab;
  await tier('nothing is left behind', async () => {
    const left = leftovers(id, home.stateDir);
    for (const what of left) console.error(`left behind: ${what}`);
    return { passed: left.length === 0 ? 1 : 0, failed: left.length === 0 ? 0 : 1, skipped: 0 };
  });
}

/** The flows of one Playwright project, against a Virtfleet of their own on that lab; `only` these files, or all. */
export async function inChromium(project: string, home: Scratch, reports: string, only: string[] = []): Promise<Tally> {
  const instance = await home.start();
  try {
    const env = { VIRTFLEET_URL: instance.url, VIRTFLEET_STATE: home.stateDir };
    return await playwright(project, reports, { env, only });
  } finally {
    await instance.stop();
  }
}
