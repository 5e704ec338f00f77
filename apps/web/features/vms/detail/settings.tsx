'use client';

import type { OperationRecord, VmDetail } from '@virtfleet/contracts/views';
import { Card } from '@virtfleet/ui/card';
import { Field } from '@virtfleet/ui/field';
import { DeleteCard } from './delete.tsx';
import { Made } from './made.tsx';
import { NotesForm } from './notes-form.tsx';
import { RenameForm } from './rename-form.tsx';
import { TagEditor } from './tag-editor.tsx';

/** What can be changed of it, how it was made, and its end. */
export function Settings({ vm, operations }: { vm: VmDetail; operations: readonly OperationRecord[] }) {
  return (
    <div className="grid max-w-240 gap-4">
      <Card label="Name, tags and notes">
        <div className="grid gap-4">
          <RenameForm vm={vm} />
          <Field group label="Tags" hint="Words to find it by: tag:prod in the search of the VMs. Enter adds one.">
            <TagEditor vm={vm} />
          </Field>
          <NotesForm vm={vm} />
        </div>
      </Card>
      <Made vm={vm} operations={operations} />
      <DeleteCard vm={vm} />
    </div>
  );
}
