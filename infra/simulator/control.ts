import { controlSimulator } from '@virtfleet/agent/shell/fake/client';
import type { Control } from '@virtfleet/agent/shell/fake/wire';
import { simulatorSocket } from './names.ts';

/** Does something to a simulated host: cuts it off, heals it, lets a command fail. By default one of the installation at VIRTFLEET_STATE. */
export const controlHost = (host: string, control: Control, socket = simulatorSocket()): Promise<string> =>
  controlSimulator(socket, host, control);
