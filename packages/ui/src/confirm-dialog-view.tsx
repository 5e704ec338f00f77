'use client';
import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type FormEvent, useRef, useState } from 'react';
import { Button } from './button.tsx';
import { Card } from './card.tsx';
import type { ConfirmDialogProps } from './confirm-dialog.tsx';
import { cx } from './cx.ts';
import { backdropClass, dialogClass } from './dialog-class.tsx';
import { Field } from './field.tsx';
import { Input } from './input.tsx';
import { KeyValue } from './key-value.tsx';

export function ConfirmDialogView(props: ConfirmDialogProps) {
  const focus = useRef<HTMLElement>(null);
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdropClass} />
        <AlertDialog.Popup initialFocus={focus} className={cx(dialogClass, 'max-w-110')}>
          <Question {...props} focus={focus} />
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** Mounted anew at each opening, so that a typed name never stays. */
function Question({
  title,
  children,
  lost,
  kept,
  typeName,
  mismatch = 'This is not its name.',
  confirm,
  dismiss = 'Cancel',
  danger = true,
  pending = false,
  error,
  onConfirm,
  focus,
}: ConfirmDialogProps & { focus: React.RefObject<HTMLElement | null> }) {
  const [typed, setTyped] = useState('');
  const [missed, setMissed] = useState(false);
  const ready = typeName === undefined || typed.trim() === typeName;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A dialog stands in a portal, but its events still bubble to the form that it was written in.
    event.stopPropagation();
    if (!ready) setMissed(true);
    else if (!pending) onConfirm();
  };

  const facts = [
    ...(lost == null ? [] : [{ label: 'Lost', value: lost }]),
    ...(kept == null ? [] : [{ label: 'Kept', value: kept }]),
  ];
  // Nothing to type: the safe button has the focus, so that a stray Enter does no harm.
  const setFocus = (element: HTMLElement | null) => {
    focus.current = element;
  };
  return (
    <form onSubmit={submit} noValidate>
      <AlertDialog.Title className="text-section">{title}</AlertDialog.Title>
      {children != null && (
        <AlertDialog.Description render={<div />} className="mt-2 text-ink-2">
          {children}
        </AlertDialog.Description>
      )}
      {facts.length > 0 && (
        <Card flush className="mt-3">
          <KeyValue items={facts} />
        </Card>
      )}
      {typeName !== undefined && (
        <Field
          label={
            <>
              Type <span className="mono select-all">{typeName}</span> to confirm
            </>
          }
          error={missed && !ready ? mismatch : undefined}
          className="mt-3.5"
        >
          <Input ref={setFocus} mono value={typed} onChange={(event) => setTyped(event.target.value)} />
        </Field>
      )}
      {error != null && (
        <p role="alert" className="mt-3 text-red-ink">
          {error}
        </p>
      )}
      <div className="mt-4 flex justify-end gap-2">
        <AlertDialog.Close ref={typeName === undefined ? setFocus : undefined} render={<Button>{dismiss}</Button>} />
        <Button
          type="submit"
          variant={danger ? 'danger' : 'primary'}
          pending={pending}
          aria-disabled={!ready || undefined}
        >
          {confirm}
        </Button>
      </div>
    </form>
  );
}
