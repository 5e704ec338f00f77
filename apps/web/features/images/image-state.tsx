'use client';

import type { ImageView } from '@virtfleet/contracts/views';
import { percent } from '@virtfleet/domain/images';
import { Progress } from '@virtfleet/ui/meter';
import { StateBadge } from '@virtfleet/ui/state-badge';

/** One word for an image, and how far its import is. */
export function ImageState({ image: { title, state, importing } }: { image: ImageView }) {
  if (state === 'gone')
    return (
      <StateBadge tone="bad" evidence="its bytes are no longer to be had">
        Gone
      </StateBadge>
    );
  if (state === 'ready' && (!importing || importing.failure !== null)) return <StateBadge tone="ok">Ready</StateBadge>;
  if (!importing) return <StateBadge tone="busy">Importing</StateBadge>;
  if (importing.failure !== null)
    return (
      <StateBadge
        tone="bad"
        className="max-w-full"
        evidence={<span title={importing.failure}>{importing.failure}</span>}
      >
        Import failed
      </StateBadge>
    );
  const { stage, progress } = importing;
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      {state === 'ready' ? (
        <StateBadge tone="ok" evidence="a newer build is coming">
          Ready
        </StateBadge>
      ) : (
        <StateBadge tone="busy">Importing</StateBadge>
      )}
      {/* As wide at 9 % as at 99 %: what stands behind it keeps its place. */}
      <span className="w-9 shrink-0 text-right">{percent(progress)}</span>
      <Progress label={`Import of ${title}`} value={progress} className="w-20 shrink-0" />
      <span className="min-w-0 truncate text-ink-3">{stage}</span>
    </span>
  );
}
