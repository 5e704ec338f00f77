'use client';

import type { OperationRecord, VmDetail } from '@virtfleet/contracts/views';
import { Card } from '@virtfleet/ui/card';
import { Field } from '@virtfleet/ui/field';
import { DeleteCard } from './delete.tsx';
import { NotesForm } from './notes-form.tsx';
import { RenameForm } from './rename-form.tsx';
import { TagEditor } from './tag-editor.tsx';

/** What can be changed of it, how it was made, and its end. */
export function Settings({ vm }: { vm: VmDetail; operations: readonly OperationRecord[] }) {
  return (
    <div className="grid max-w-240 gap-4">
      <Card title="Name">
        <RenameForm vm={vm} />
      </Card>
      <Card title="Tags and notes">
        <div className="grid gap-3">
          <Field group label="Tags" hint="Words to find it by: lists are searched by tag:prod. Enter adds one.">
            <TagEditor vm={vm} />
          </Field>
          <NotesForm vm={vm} />
        </div>
      </Card>
      <DeleteCard vm={vm} />
    </div>
  );
}
