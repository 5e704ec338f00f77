'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type RequestDetail, rejectInput } from '@virtfleet/contracts/request';
import { Button } from '@virtfleet/ui/button';
import { Dialog } from '@virtfleet/ui/dialog';
import { Field } from '@virtfleet/ui/field';
import { Textarea } from '@virtfleet/ui/textarea';
import { type FormEvent, useRef, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { errorMessage } from '../../trpc/errors.ts';

type RejectDialogProps = { request: RequestDetail; open: boolean; onOpenChange: (open: boolean) => void };

/** Says no; the reason is what the asker reads. */
export function RejectDialog({ request, open, onOpenChange }: RejectDialogProps) {
  const { id: requestId, number, askedBy } = request;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const reject = useMutation(
    trpc.requests.reject.mutationOptions({
      onSuccess: () => onOpenChange(false),
      onSettled: () => queryClient.invalidateQueries(trpc.requests.pathFilter()),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { error } = rejectInput.shape.reason.safeParse(reason);
    setWrong(error?.issues[0]?.message ?? null);
    if (error) field.current?.focus();
    else if (!reject.isPending) reject.mutate({ requestId, reason });
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Reject #${number}?`} initialFocus={field}>
      <form onSubmit={submit} noValidate>
        <Field
          label="Why"
          hint={`${askedBy.name} reads this, and can ask again`}
          error={wrong ?? (reject.isError ? errorMessage(reject.error) : undefined)}
        >
          <Textarea
            ref={field}
            rows={3}
            maxLength={500}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value);
              setWrong(null);
            }}
          />
        </Field>
        <div className="mt-3 flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary" pending={reject.isPending}>
            Reject
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
