import type { Can, OperationAction, OperationStatus } from '@virtfleet/contracts/views';

/** What the rules below look at. */
export type OperationFacts = { kind: string; status: OperationStatus; cancelRequestedAt: Date | null };

/** Half a deletion can't be taken back, and nothing is gained by leaving it half. */
const cancellable: ReadonlySet<string> = new Set([
  'vm.create',
  'vm.start',
  'vm.stop',
  'vm.reboot',
  'vm.rename',
  'image.copy',
]);

/** What may be done with an operation now, and why not. The button shows the reason, the service enforces it. */
export function operationCan(operation: OperationFacts): Record<OperationAction, Can> {
  const stuck = operation.status === 'stuck' ? null : 'It is not stuck';
  return { cancel: can(cancelReason(operation)), retry: can(stuck), writeOff: can(stuck) };
}

function cancelReason({ kind, status, cancelRequestedAt }: OperationFacts): string | null {
  switch (status) {
    case 'done':
    case 'failed':
    case 'cancelled':
      return 'It is over';
    case 'undoing':
      return 'It is being undone already';
    case 'stuck':
      return 'It is stuck: what it began could not be undone yet';
    case 'pending':
    case 'running':
      if (!cancellable.has(kind)) return 'A deletion can’t be taken back once it was asked for';
      return cancelRequestedAt ? 'It is being cancelled already' : null;
  }
}

function can(reason: string | null): Can {
  return reason === null ? { ok: true } : { ok: false, reason };
}
