// Every test, cheapest first. `--check`: types, lint and import rules only. `--full [NAME]`: instead, what takes long.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages } from '../debian.ts';
import { say } from '../install.mjs';
import { labUnsupported } from '../lab/supported.mjs';
import { interruption, run } from '../run.ts';
import { fakeTier } from './fake-tier.ts';
import { fullTiers } from './full.ts';
import { hostTier } from './host-tier.ts';
import { labTiers } from './lab-tiers.ts';
import { standsByItself } from './stands-by-itself.ts';
import { closingLine, sum, type Tally } from './tally.ts';
import { check, vitest } from './tiers.ts';

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false }, full: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const onlyChecks = values.check;
const reports = mkdtempSync(join(tmpdir(), 'virtfleet-test-'));
const results: { name: string; tally: Tally; seconds: number }[] = [];
// At a terminal Ctrl-C reaches the runner under way too: it ends, the rest is left out, and what was started is taken down.
const signal = interruption();

async function tier(name: string, work: () => Promise<Tally>) {
  if (signal.aborted) return;
  console.log(`\n── ${name}`);
  const from = Date.now();
  const tally = await work().catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  results.push({ name, tally, seconds: (Date.now() - from) / 1000 });
}

/** All that needs real hosts, or one line that says why there are none. */
async function onLab(work: () => Promise<void>) {
  const reason = labUnsupported();
  if (reason)
    await tier(`lab: not here, ${reason}`, async () => ({ passed: 0, failed: process.env.CI ? 1 : 0, skipped: 1 }));
  else await work().catch((error: unknown) => tier('lab', () => Promise.reject(error)));
}

async function everyTier() {
  await tier('types', () => check(['turbo', 'run', 'typecheck', '--output-logs=errors-only']));
  await tier('lint', () => check(['biome', 'ci', '--reporter=summary']));
  await tier('import rules', () => check(['turbo', 'boundaries']));
  await tier('a clone stands by itself', standsByItself);
  if (onlyChecks) return;
  await tier('unit', async () => {
    // An SSH server in the tests stands for a host, and a host has pkill.
    await ensurePackages(['procps'], { say, signal });
    return vitest('unit', reports);
  });
  await tier('Postgres', () => vitest('db', reports));
  await tier('Debian’s tools', () => hostTier(reports, signal));
  await tier('Chromium on simulated hosts', () => fakeTier(reports, signal));
  await onLab(() => labTiers(tier, reports, signal));
}

try {
  if (values.full) await onLab(() => fullTiers(tier, reports, positionals[0] ?? null, signal));
  else await everyTier();
} finally {
  await run(['rm', '-rf', reports]);
}

console.log('');
for (const { name, tally, seconds } of results)
  console.log(`${name.padEnd(26)} ${closingLine(tally).padEnd(30)} ${seconds.toFixed(1).padStart(7)} s`);
const total = sum(results.map(({ tally }) => tally));
if (signal.aborted) total.failed += 1;
console.log(`\n${closingLine(total)}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
