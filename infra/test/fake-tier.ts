import { ensurePackages } from '../debian.ts';
import { say } from '../install.mjs';
import { scratch } from '../instance/scratch.ts';
import type { Tally } from './tally.ts';
import { playwright } from './tiers.ts';

const hosts = 12;

/** Virtfleet driven from Chromium, on many hosts that a simulator plays. */
export async function fakeTier(reports: string, signal: AbortSignal): Promise<Tally> {
  await ensurePackages(['chromium'], { say, signal });
  const home = scratch();
  try {
    const instance = await home.start({ simulated: hosts });
    try {
      const env = { VIRTFLEET_URL: instance.url, VIRTFLEET_STATE: home.stateDir };
      return await playwright('fake', reports, { env });
    } finally {
      await instance.stop();
    }
  } finally {
    await home.remove();
  }
}
