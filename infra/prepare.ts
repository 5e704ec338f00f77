// Builds what the lab needs, beside npm's install: hence without any npm package.
import { buildTiny } from './images/tiny.ts';
import { say } from './install.mjs';
import { buildLabRoot } from './lab/root.ts';

await Promise.all([buildLabRoot({ say }), buildTiny({ say })]);
