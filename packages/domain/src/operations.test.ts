import type { OperationStatus } from '@virtfleet/contracts/views';
import { expect, test } from 'vitest';
import { operationCan } from './operations.ts';

const statuses: OperationStatus[] = ['pending', 'running', 'undoing', 'done', 'failed', 'cancelled', 'stuck'];
const allowed = (kind: string, status: OperationStatus, cancelRequestedAt: Date | null = null) => {
  const can = operationCan({ kind, status, cancelRequestedAt });
  return (['cancel', 'retry', 'writeOff'] as const).filter((action) => can[action].ok);
};

test('what waits or runs can be cancelled, what is stuck tried again or written off, and what is over is over', () => {
  expect(Object.fromEntries(statuses.map((status) => [status, allowed('vm.create', status)]))).toEqual({
    pending: ['cancel'],
    running: ['cancel'],
    undoing: [],
    done: [],
    failed: [],
    cancelled: [],
    stuck: ['retry', 'writeOff'],
  });
});

test('a deletion is not cancelled, nor anything twice', () => {
  expect(allowed('vm.delete', 'running')).toEqual([]);
  expect(operationCan({ kind: 'vm.start', status: 'running', cancelRequestedAt: new Date() }).cancel).toEqual({
    ok: false,
    reason: 'It is being cancelled already',
  });
});
