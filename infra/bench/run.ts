// `npm run bench [-- NAME …]`: what we promise, measured. A line per figure: NAME figure unit bound ok|short

import { againstScript } from './against-script.ts';
import { bundle } from './bundle.ts';
import { type Bench, type Figure, line } from './figure.ts';
import { firstStart } from './first-start.ts';
import { live } from './live.ts';
import { memory } from './memory.ts';
import { nextStart } from './next-start.ts';
import { simulated } from './simulated.ts';
import { takeover } from './takeover.ts';
import { vmPage } from './vm-page.ts';

/** By the names of the figures; those of one bench are measured together. */
const benches: { names: string[]; bench: Bench }[] = [
  { names: ['vm-running', 'vm-ssh'], bench: againstScript },
  { names: ['vm-create', 'vm-burst', 'vm-cpu', 'vm-list'], bench: simulated },
  { names: ['takeover'], bench: takeover },
  { names: ['next-start'], bench: nextStart },
  { names: ['vm-page'], bench: vmPage },
  { names: ['live'], bench: live },
  { names: ['memory'], bench: memory },
  { names: ['bundle'], bench: bundle },
  { names: ['first-start', 'debian-ready'], bench: firstStart },
];

const wanted = process.argv.slice(2);
const known = benches.flatMap(({ names }) => names);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}

let short = false;
for (const { names, bench } of benches) {
  const asked = wanted.length === 0 ? names : names.filter((name) => wanted.includes(name));
  if (asked.length === 0) continue;
  const figures: Figure[] = await bench((text) => console.error(`  ${text}`), asked);
  for (const figure of figures.filter(({ name }) => asked.includes(name))) {
    console.log(line(figure));
    short ||= figure.value > figure.bound;
  }
}
process.exitCode = short ? 1 : 0;
