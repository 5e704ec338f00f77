// Builds what the lab needs, beside npm's install: hence without any npm package.
import { buildTiny } from './images/tiny.ts';
import { say } from './install.mjs';
import { buildLabRoot } from './lab/root.ts';

const stopping = new AbortController();
const stop = () => stopping.abort();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
// Its other end is start.mjs': the pipe ends when that does, whatever the reason.
process.stdin.resume().on('end', stop);

// What fails here fails again, and is told, where it is waited for.
await Promise.allSettled([buildLabRoot, buildTiny].map((build) => build({ say, signal: stopping.signal })));
process.exit();
