import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, say } from '../install.mjs';
import { labDown } from '../lab/lab.ts';
import { run } from '../run.ts';
import { ensureSshKey } from '../ssh-key.ts';
import { type Instance, startInstance } from './instance.ts';

/** An installation beside whatever runs here, in a folder that goes afterwards. */
export type Scratch = {
  stateDir: string;
  /** With its lab; or so many simulated hosts. */
  start(fleet?: { simulated: number }): Promise<Instance>;
  /** Takes its lab down and its folder away. */
  remove(): Promise<void>;
};

/** `images`: those of `npm start`; those that take minutes to build are for who asks for them. */
export function scratch({ images = 'tiny' }: { images?: string } = {}): Scratch {
  const stateDir = mkdtempSync(join(tmpdir(), 'virtfleet-scratch-'));
  return {
    stateDir,
    start: (fleet) =>
      startInstance({
        argv: ['npm', 'start', '--', ...(fleet ? ['--simulate'] : [])],
        cwd: root,
        env: {
          ...process.env,
          VIRTFLEET_STATE: stateDir,
          VIRTFLEET_IMAGES: images,
          ...(fleet ? { VIRTFLEET_SIMULATE: String(fleet.simulated) } : {}),
        },
        stateDir,
        hosts: fleet?.simulated ?? 2,
        limitMs: 900_000,
      }),
    remove: async () => {
      await labDown(join(stateDir, 'lab'));
      await run(['rm', '-rf', '--one-file-system', stateDir]);
    },
  };
}

/** The key that opens the hosts of its lab, made before the first start. Answers the private half's file. */
export async function makeSshKey(stateDir: string): Promise<string> {
  const file = join(stateDir, 'secrets', 'ssh_key');
  await ensureSshKey(file, { say });
  return file;
}
