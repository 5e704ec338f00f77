import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { root } from '../install.mjs';
import { inChromium, type Tier, withLab } from './lab-tiers.ts';
import { vitest } from './tiers.ts';

/** The tests that take long: `*.full.test.ts`, and `e2e/full` in Chromium. A name picks the files that have it in theirs. */
export async function fullTiers(tier: Tier, reports: string, name: string | null, signal: AbortSignal): Promise<void> {
  const tests = files('{apps,packages,infra}/**/*.full.test.ts', name);
  const flows = files('e2e/full/*.spec.ts', name);
  if (tests.length + flows.length === 0)
    return tier('full', async () => {
      console.error(`No full test has "${name}" in its file’s name.`);
      return { passed: 0, failed: 1, skipped: 0 };
    });
  await withLab(tier, signal, async (home, known) => {
    if (tests.length > 0) await tier('full', () => vitest('full', reports, { env: known, only: tests }));
    if (flows.length > 0) await tier('Chromium, full', () => inChromium('full', home, reports, flows));
  });
}

/** As paths from the root. */
const files = (pattern: string, name: string | null): string[] =>
  globSync(pattern, { cwd: root, exclude: (path) => /(^|\/)(node_modules|\.next)$/.test(path) }).filter(
    (path) => name === null || basename(path).includes(name),
  );
