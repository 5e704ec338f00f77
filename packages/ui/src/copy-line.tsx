'use client';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { cx } from './cx.ts';

/** Without https or localhost there is no Clipboard API, and a fleet is often reached by an address. */
function copyOldWay(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.cssText = 'position:fixed;top:0;opacity:0';
  // Inside the dialog that may hold the focus, else the selection is refused.
  (document.activeElement?.closest('[role=dialog],[role=alertdialog]') ?? document.body).append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  return done;
}

/** Copies, and says for two seconds how it went. */
function useCopy(): { state: 'idle' | 'copied' | 'failed'; copy: (text: string) => Promise<void> } {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async (text: string) => {
    const focused = document.activeElement;
    const done = await (navigator.clipboard?.writeText(text).then(
      () => true,
      () => copyOldWay(text),
    ) ?? copyOldWay(text));
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    setState(done ? 'copied' : 'failed');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setState('idle'), 2000);
  };
  return { state, copy };
}

type CopyButtonProps = Omit<ButtonProps, 'onClick' | 'children'> & {
  /** What is copied; a function when making it costs something. */
  text: string | (() => string);
  children?: ReactNode;
};

/** A button that copies; its width holds for all its words. */
export function CopyButton({ text, children = 'Copy', size = 'sm', ...rest }: CopyButtonProps) {
  const { state, copy } = useCopy();
  const word = (shown: boolean) => cx('col-start-1 row-start-1 justify-self-center', !shown && 'invisible');
  return (
    <Button size={size} {...rest} onClick={() => copy(typeof text === 'string' ? text : text())}>
      <span className="grid">
        <span className={word(state === 'idle')}>{children}</span>
        <span aria-hidden className={word(state === 'copied')}>
          Copied
        </span>
        <span aria-hidden className={word(state === 'failed')}>
          Failed
        </span>
      </span>
      <span aria-live="polite" className="sr-only">
        {state === 'copied' ? 'Copied' : state === 'failed' ? 'Can’t copy; select the text instead' : ''}
      </span>
    </Button>
  );
}

type CopyLineProps = {
  text: string /** What is shown, when it isn't the text itself. */;
  children?: ReactNode;
  label?: string;
  className?: string;
};

/** A line for a terminal, with a button that copies it. */
export function CopyLine({ text, children, label, className }: CopyLineProps) {
  return (
    <div
      className={cx(
        'inline-flex max-w-full items-center gap-2.5 rounded-control border border-line bg-surface py-0.75 pr-1 pl-2.5 max-sm:flex max-sm:w-full max-sm:justify-between',
        className,
      )}
    >
      <code className="mono min-w-0 select-all overflow-x-auto whitespace-nowrap text-ink [scrollbar-width:none]">
        {children ?? text}
      </code>
      <CopyButton text={text} aria-label={label ?? `Copy ${text}`} />
    </div>
  );
}
