import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../install.mjs';
import { run } from '../run.ts';
import type { Tally } from './tally.ts';

/** What would tie a clone to the machine or the workplace that it was written on. */
const ties = [
  new RegExp(['\\.\\.', 'shared'].join('/')),
  /(^|[\s'"`(])\/work\//m,
  /"resolved": "https?:/,
  /registry\.[a-z.-]+\//,
];

/** Counts as one: no tracked file speaks of what only its author's machine has. */
export async function standsByItself(): Promise<Tally> {
  const files = (await run(['git', 'ls-files', '-z'], { cwd: root })).split('\0').filter((name) => name !== '');
  const tied = files.filter((name) => {
    const text = readFileSync(join(root, name), 'utf8');
    return ties.some((tie) => tie.test(text));
  });
  for (const name of tied) console.error(`${name} names a path of one machine, or a package registry`);
  return { passed: tied.length === 0 ? 1 : 0, failed: tied.length === 0 ? 0 : 1, skipped: 0 };
}
