// `npm test`: installs what is missing, then hands over to the TypeScript that runs every test.
import { handOver, install, node24 } from './install.mjs';

try {
  await node24();
  await install();
  await handOver(await node24(), 'infra/test/run.ts', process.argv.slice(2));
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
