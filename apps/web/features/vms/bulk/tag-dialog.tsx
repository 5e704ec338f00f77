'use client';

import { useQuery } from '@tanstack/react-query';
import { vmTag } from '@virtfleet/contracts/vm-labels';
import { Button } from '@virtfleet/ui/button';
import { Dialog } from '@virtfleet/ui/dialog';
import { Field } from '@virtfleet/ui/field';
import { Input } from '@virtfleet/ui/input';
import { type FormEvent, useId, useState } from 'react';
import { useTRPC } from '../../../trpc/client.tsx';
import { useProject } from '../../session/me.tsx';
import { countVms } from './words.ts';

type TagAction = 'addTag' | 'removeTag';
type TagDialogProps = {
  /** Null: closed. */
  action: TagAction | null;
  count: number;
  onClose: () => void;
  onConfirm: (action: TagAction, tag: string) => void;
};

/** Which tag many VMs get, or lose. */
export function TagDialog({ action, count, onClose, onConfirm }: TagDialogProps) {
  const [shown, setShown] = useState<TagAction>('addTag');
  if (action && action !== shown) setShown(action);
  return (
    <Dialog
      open={action !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={shown === 'addTag' ? `Add a tag to ${countVms(count)}` : `Remove a tag from ${countVms(count)}`}
    >
      <TagForm action={shown} onClose={onClose} onConfirm={(tag) => onConfirm(shown, tag)} />
    </Dialog>
  );
}

type TagFormProps = { action: TagAction; onClose: () => void; onConfirm: (tag: string) => void };

function TagForm({ action, onClose, onConfirm }: TagFormProps) {
  const project = useProject();
  const trpc = useTRPC();
  const { data: tags = [] } = useQuery(trpc.vms.tags.queryOptions({ projectId: project.id }));
  const [text, setText] = useState('');
  const [missed, setMissed] = useState(false);
  const listId = useId();
  const parsed = vmTag.safeParse(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (parsed.success) onConfirm(parsed.data);
    else setMissed(true);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label="Tag"
        hint={
          action === 'addTag' ? 'Those that have it already keep it.' : 'Those that don’t have it are left as they are.'
        }
        error={missed && !parsed.success ? parsed.error.issues[0]?.message : undefined}
      >
        <Input mono list={listId} value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <datalist id={listId}>
        {tags.map(({ tag }) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <div className="mt-3 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary">
          {action === 'addTag' ? 'Add' : 'Remove'}
        </Button>
      </div>
    </form>
  );
}
