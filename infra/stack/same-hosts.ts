// An installation's hosts are real or simulated, from its first start on: the others would stay in it, for ever out of reach.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StartOptions } from '../options.mjs';
import { socketFault } from '../simulator/socket.ts';

/** Why this installation can't be started with those hosts, in words for who starts it; null: it can. Changes nothing. */
export function otherHosts(stateDir: string, fleet: StartOptions['fleet']): string | null {
  if (fleet === 'none') return null;
  const simulate = typeof fleet === 'object' && 'simulated' in fleet;
  const wasSimulated = existsSync(join(stateDir, 'simulator'));
  const wasLab = existsSync(join(stateDir, 'lab', 'lab.json'));
  if (simulate && wasLab) return refusal(stateDir, 'a lab’s', 'simulated ones', '`npm start` goes on with its lab');
  if (!simulate && wasSimulated)
    return refusal(stateDir, 'simulated', 'real ones', '`npm start -- --simulate` goes on with them');
  return simulate ? socketFault(join(stateDir, 'simulator', 'socket')) : null;
}

const refusal = (stateDir: string, own: string, others: string, goOn: string) =>
  `The hosts of the installation in ${stateDir} are ${own}, and it can not change over to ${others}. Nothing was changed.\n` +
  `  ${goOn}\n  \`VIRTFLEET_STATE=FOLDER npm start\` begins another beside it\n  \`npm run reset\` throws it away`;
