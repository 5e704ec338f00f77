'use client';
import { useId } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { Tooltip } from './tooltip.tsx';

type ActionButtonProps = ButtonProps & {
  /** Why it can't be done now; null or undefined: it can. */
  reason?: string | null | undefined;
};

/**
 * A button that is never hidden and never silently dead: when it can't act, it keeps its focus (aria-disabled),
 * and hover, keyboard focus and a tap all show the reason.
 */
export function ActionButton({ reason, onClick, ...rest }: ActionButtonProps) {
  const reasonId = useId();
  if (reason == null) return <Button {...rest} onClick={onClick} />;
  return (
    <>
      <Tooltip content={reason} opensOnPress side="bottom">
        <Button {...rest} render={undefined} type="button" aria-disabled aria-describedby={reasonId} />
      </Tooltip>
      <span id={reasonId} hidden>
        {reason}
      </span>
    </>
  );
}
