import type { VmState } from '@virtfleet/contracts/views';
import type { Tone } from '@virtfleet/ui/state-badge';

type StateLook = { word: string; tone: Tone /** Stands first in the tab's title. */; sign: string };

/** How each state of a VM is written and coloured. */
export const vmStates: Record<VmState, StateLook> = {
  creating: { word: 'Creating', tone: 'busy', sign: '◌' },
  starting: { word: 'Starting', tone: 'busy', sign: '◌' },
  running: { word: 'Running', tone: 'ok', sign: '●' },
  paused: { word: 'Paused', tone: 'warn', sign: '◐' },
  rebooting: { word: 'Rebooting', tone: 'busy', sign: '◌' },
  stopping: { word: 'Stopping', tone: 'busy', sign: '◌' },
  stopped: { word: 'Stopped', tone: 'idle', sign: '○' },
  crashed: { word: 'Crashed', tone: 'bad', sign: '✕' },
  deleting: { word: 'Deleting', tone: 'busy', sign: '◌' },
  failed: { word: 'Failed', tone: 'bad', sign: '✕' },
  unreachable: { word: 'Unreachable', tone: 'warn', sign: '▲' },
  missing: { word: 'Missing', tone: 'warn', sign: '▲' },
  unknown: { word: 'Unknown', tone: 'idle', sign: '?' },
};

/** "● shop-web-02": the state can be read from the tab alone. */
export const vmTitle = (name: string, state: VmState): string => `${vmStates[state].sign} ${name}`;
