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

type Tier = (name: string, work: () => Promise<Tally>) => Promise<void>;

/** One lab serves all that needs real hosts: first the packages' own tests, then Virtfleet itself, driven from Chromium. */
export async function labTiers(tier: Tier, reports: string) {
  const home = scratch();
  let lab: Lab | undefined;
  try {
    await ensurePackages(['openssh-client', 'chromium'], { say });
    const key = await makeSshKey(home.stateDir);
    lab = await labUp({
      dir: join(home.stateDir, 'lab'),
      hosts: 2,
      publicKey: readFileSync(`${key}.pub`, 'utf8'),
      say,
    });
    const image = await buildTiny({ say });
    const known = { VIRTFLEET_LAB: JSON.stringify(lab), VIRTFLEET_LAB_KEY: key, VIRTFLEET_LAB_IMAGE: image.path };
    await tier('lab', () => vitest('lab', reports, known));
    await tier('Chromium on the lab', () => inChromium(home, reports));
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

async function inChromium(home: Scratch, reports: string): Promise<Tally> {
  const instance = await home.start();
  try {
    return await playwright('lab', reports, { VIRTFLEET_URL: instance.url, VIRTFLEET_STATE: home.stateDir });
  } finally {
    await instance.stop();
  }
}
