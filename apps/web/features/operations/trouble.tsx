'use client';

import type { OperationRecord } from '@virtfleet/contracts/views';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { ErrorState } from '@virtfleet/ui/error-state';
import Link from 'next/link';
import { useMaybeProject } from '../session/me.tsx';
import { operationTitle, stepTitle } from './words.ts';

/** What went wrong with an operation, at which step, and what can be done now. */
export function OperationTrouble({ operation }: { operation: OperationRecord }) {
  const project = useMaybeProject();
  const { status, kind, vmId, vmGone, steps } = operation;
  if (status !== 'failed' && status !== 'stuck') return null;
  const failed = steps.find((step) => step.status === 'failed' && !step.name.startsWith('undo: '));
  const base = `/projects/${project?.name}/vms`;
  return (
    <Card flush label="What went wrong">
      <ErrorState
        title={
          failed
            ? `${operationTitle(operation)} failed at “${stepTitle(failed.name)}”`
            : `${operationTitle(operation)} failed`
        }
        why={operation.error ?? failed?.error}
        todo={todoAfter(operation)}
        actions={
          project && vmId !== null && !vmGone ? (
            <>
              {kind === 'vm.create' && project.readOnly === null && status === 'failed' && (
                <Button variant="primary" render={<Link href={`${base}/new?like=${vmId}`} />}>
                  Try again with its values
                </Button>
              )}
              <Button render={<Link href={`${base}/${vmId}`} />}>Go to the VM</Button>
            </>
          ) : undefined
        }
      />
    </Card>
  );
}

/** What can be done after an operation that ended badly, or can't end. */
export function todoAfter({ kind, status, steps }: OperationRecord): string {
  if (status === 'stuck')
    return 'What it had begun could not be undone yet. It goes on by itself when the host is back; an admin can try it now, or write it off.';
  // Written off: its undo never came to its end.
  if (steps.some((step) => step.name.startsWith('undo: ') && step.status !== 'done'))
    return 'Something of it may be left on the host, which was not undone. Its address stays taken until the host is seen without it.';
  switch (kind) {
    case 'vm.create':
      return 'Nothing of it is left on the host. Try again; under the same name the new one takes its place.';
    case 'vm.rename':
      return 'It keeps the name that it had. Try again with this one when it is free, or with another.';
    case 'vm.delete':
      return 'The VM stays as its host says. Delete it again when the cause is gone.';
    default:
      return 'The VM is as its host says. Try again, or look at the step that failed.';
  }
}
