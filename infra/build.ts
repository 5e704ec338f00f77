// `npm run build`: what a server needs that systemd starts (infra/deploy). Builds the web beside what is being served.
import { say } from './install.mjs';
import { interruption } from './run.ts';
import { buildWeb, serveNext } from './stack/web-build.ts';

const build = await buildWeb({ signal: interruption(), say });
serveNext(build);
say(`web: ${build} is what the next start serves`);
process.exit();
