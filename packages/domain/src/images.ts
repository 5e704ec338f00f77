import type { Can, ImageView } from '@virtfleet/contracts/views';

/** Whether a VM can start from an image now, else why not: short, for the card that it stands on. */
export function canStartFrom({ state, importing }: Pick<ImageView, 'state' | 'importing'>): Can {
  if (state === 'ready') return { ok: true };
  if (state === 'gone') return { ok: false, reason: 'Gone' };
  if (!importing) return { ok: false, reason: 'Importing' };
  if (importing.failure !== null) return { ok: false, reason: 'Import failed' };
  return { ok: false, reason: `Importing, ${percent(importing.progress)}` };
}

/** "42 %"; whole only when it is done. */
export const percent = (progress: number): string => `${Math.min(99, Math.floor(progress * 100))} %`;
