import type { NotificationKind } from '@virtfleet/contracts/views';
import type { Tone } from '@virtfleet/ui/state-badge';

const tones: Record<NotificationKind, Tone> = {
  'operation.done': 'ok',
  'operation.failed': 'bad',
  'operation.stuck': 'warn',
  'request.asked': 'busy',
  'request.approved': 'ok',
  'request.rejected': 'bad',
  'request.withdrawn': 'idle',
};

const isKind = (kind: string): kind is NotificationKind => Object.hasOwn(tones, kind);

/** The colour of its dot; a kind that is no more is at rest. */
export const notificationTone = (kind: string): Tone => (isKind(kind) ? tones[kind] : 'idle');

/** Beside the bell: beyond 99 nobody counts. */
export const badge = (unread: number): string => (unread > 99 ? '99+' : String(unread));
