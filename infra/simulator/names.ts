// What others know a simulator by, without loading what it plays.
import { join } from 'node:path';
import type { ImageName } from '../stack/installation.ts';
import { stateDir } from '../state.ts';

/** Of this installation, or of the one with its state there. */
export const simulatorSocket = (dir = stateDir) => join(dir, 'simulator', 'socket');

export const simulatedName: ImageName = { name: 'simulated', title: 'Simulated guest', loginUser: 'guest' };
