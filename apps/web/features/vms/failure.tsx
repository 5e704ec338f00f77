'use client';

import type { OperationRecord, VmDetail } from '@virtfleet/contracts/views';
import { Button } from '@virtfleet/ui/button';
import { Card } from '@virtfleet/ui/card';
import { ErrorState } from '@virtfleet/ui/error-state';
import Link from 'next/link';
import { todoAfter } from '../operations/trouble.tsx';
import { operationTitle } from '../operations/words.ts';
import { useProject } from '../session/me.tsx';

/** What went wrong with a VM, as long as it is its newest story. */
export function VmFailure({ vm, operations }: { vm: VmDetail; operations: readonly OperationRecord[] }) {
  const project = useProject();
  const newest = operations[0];
  const failed = newest && (newest.status === 'failed' || newest.status === 'stuck') ? newest : null;
  if (!failed && !vm.failure) return null;
  const create = failed?.kind === 'vm.create' || vm.failure !== null;
  return (
    <Card flush label="What went wrong">
      <ErrorState
        title={create ? `${vm.name} was not created` : `${failed ? operationTitle(failed) : vm.name} failed`}
        why={vm.failure ?? failed?.error}
        todo={
          failed
            ? todoAfter(failed)
            : 'Nothing of it is left on the host. Try again; under the same name the new one takes its place.'
        }
        operation={
          failed && (
            <>
              See the operation{' '}
              <Link
                className="rounded-tag text-accent hover:underline"
                href={`/projects/${project.name}/operations/${failed.id}`}
              >
                {operationTitle(failed)}
              </Link>
            </>
          )
        }
        actions={
          create &&
          project.readOnly === null && (
            <Button variant="primary" render={<Link href={`/projects/${project.name}/vms/new?like=${vm.id}`} />}>
              Try again with its values
            </Button>
          )
        }
      />
    </Card>
  );
}
