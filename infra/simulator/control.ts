import { controlSimulator } from '@virtfleet/agent/shell/fake/client';
import type { Control } from '@virtfleet/agent/shell/fake/wire';
import { simulatorSocket } from './hosts.ts';

/** Does something to a simulated host of the installation at VIRTFLEET_STATE: cuts it off, heals it, lets a command fail. */
export const controlHost = (host: string, control: Control): Promise<string> =>
  controlSimulator(simulatorSocket(), host, control);
