'use client';
import { type ReactNode, type RefObject, Suspense, use } from 'react';
import { once } from './once.ts';
import { useWanted } from './use-wanted.ts';

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** It is gone from the page, its fading included. */
  onClosed?: () => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, at the right of the bottom. */
  footer?: ReactNode;
  /** true: for more than a question; 'page': for what is read, such as a plan. */
  wide?: boolean | 'page';
  /** What gets the focus when it opens; by default the first control. */
  initialFocus?: RefObject<HTMLElement | null>;
};

/** Not of a page's first load: fetched with the first that opens, or when the page is at rest. */
export const loadDialog = once(() => import('./dialog-view.tsx'));

/** A question or a small form above the page. Mount it where its trigger is: focus returns there. */
export function Dialog(props: DialogProps) {
  return (
    useWanted(props.open) && (
      <Suspense>
        <View {...props} />
      </Suspense>
    )
  );
}

function View(props: DialogProps) {
  const { DialogView } = use(loadDialog());
  return <DialogView {...props} />;
}
