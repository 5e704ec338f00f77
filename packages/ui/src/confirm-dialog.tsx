'use client';
import { type ReactNode, Suspense, use } from 'react';
import { once } from './once.ts';
import { useWanted } from './use-wanted.ts';

export type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A question: "Delete shop-web-02?" */
  title: ReactNode;
  /** What happens: "It is running, and will be switched off first." */
  children?: ReactNode;
  lost?: ReactNode;
  kept?: ReactNode;
  /** Must be typed before it can be done; only where data dies. */
  typeName?: string;
  /** Said when something else was typed. */
  mismatch?: string;
  /** The verb on the button. */
  confirm: string;
  /** On the button that leaves all as it is, where "Cancel" would be the deed itself. */
  dismiss?: string;
  /** Red; else the ink-filled button. */
  danger?: boolean;
  pending?: boolean;
  /** What went wrong when it was tried. */
  error?: ReactNode;
  onConfirm: () => void;
};

/** Not of a page's first load: fetched with the first that opens, or when the page is at rest. */
export const loadConfirmDialog = once(() => import('./confirm-dialog-view.tsx'));

/** Asks before what can't be undone, and says what is lost and what is kept. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    useWanted(props.open) && (
      <Suspense>
        <View {...props} />
      </Suspense>
    )
  );
}

function View(props: ConfirmDialogProps) {
  const { ConfirmDialogView } = use(loadConfirmDialog());
  return <ConfirmDialogView {...props} />;
}
