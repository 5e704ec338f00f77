// Builds what the lab needs, beside npm's install: hence without any npm package.
import { buildTiny } from './images/tiny.ts';
import { say } from './install.mjs';
import { buildLabRoot } from './lab/root.ts';
import { interruption } from './run.ts';

const orphaned = new AbortController();
// Its other end is start.mjs': the pipe ends when that does, whatever the reason.
process.stdin.resume().on('end', () => orphaned.abort());
const signal = AbortSignal.any([orphaned.signal, interruption()]);

// What fails here fails again, and is told, where it is waited for.
await Promise.allSettled([buildLabRoot, buildTiny].map((build) => build({ say, signal })));
process.exit();
