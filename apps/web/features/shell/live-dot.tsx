'use client';

import { Dot, type Tone } from '@virtfleet/ui/state-badge';
import { useLive } from '../../trpc/live.tsx';
import type { LiveState } from '../../trpc/live-election.ts';
import { useOnline } from './connection.ts';

const looks: Record<LiveState, { tone: Tone; word: string }> = {
  connecting: { tone: 'idle', word: 'Connecting' },
  live: { tone: 'ok', word: 'Live' },
  reconnecting: { tone: 'warn', word: 'Reconnecting' },
  ended: { tone: 'warn', word: 'Signed out' },
};

const offline: { tone: Tone; word: string } = { tone: 'warn', word: 'Offline' };

/** Whether the page follows what happens; on a phone only the dot is seen. */
export function LiveDot() {
  const live = looks[useLive()];
  const { tone, word } = useOnline() ? live : offline;
  return (
    // As wide and high whatever it says, so that nothing beside it moves; what has no room is said to screen readers.
    <div
      role="status"
      title={word}
      className="flex h-5 items-center gap-1.5 whitespace-nowrap text-caption text-ink-2 sm:w-14"
    >
      <Dot tone={tone} />
      <span className={word.length > 7 ? 'sr-only' : 'max-sm:sr-only'}>{word}</span>
    </div>
  );
}
