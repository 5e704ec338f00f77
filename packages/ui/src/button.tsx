'use client';
import { mergeProps } from '@base-ui/react/merge-props';
import { useRender } from '@base-ui/react/use-render';
import type { ComponentPropsWithRef, MouseEvent, ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Kbd } from './kbd.tsx';
import { Spinner } from './spinner.tsx';

type ButtonVariant = 'primary' | 'outlined' | 'ghost' | 'danger';

export type ButtonProps = ComponentPropsWithRef<'button'> & {
  /** One primary a page; danger only inside its dialog. Default: outlined. */
  variant?: ButtonVariant;
  size?: 'md' | 'sm';
  /** Under way: keeps its width, shows a spinner, ignores clicks. */
  pending?: boolean;
  /** Another element in place of <button>, such as a router's link. */
  render?: ReactElement;
  /** A 16 px icon before the words. */
  icon?: ReactNode;
  /** The key that does the same, shown behind the words. */
  shortcut?: string;
  /** As wide as high, for an icon alone; give it an aria-label. */
  square?: boolean;
};

const looks: Record<ButtonVariant, string> = {
  primary: 'border-ink bg-ink text-on-ink hover:border-ink-hover hover:bg-ink-hover',
  outlined: 'border-line-strong bg-surface text-ink hover:bg-hover',
  ghost: 'border-transparent text-ink-2 hover:bg-hover hover:text-ink',
  danger: 'border-danger bg-danger text-white hover:border-danger-hover hover:bg-danger-hover',
};

const disabledLook =
  'aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-transparent aria-disabled:text-ink-3 disabled:cursor-not-allowed disabled:border-line disabled:bg-transparent disabled:text-ink-3';

/** The classes of a button, for elements that can't be one. */
export const buttonClass = (variant: ButtonVariant = 'outlined', size: 'md' | 'sm' = 'md', square = false): string =>
  cx(
    'hit inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium transition-colors duration-100',
    size === 'md' ? 'h-8 text-body' : 'h-6.5 text-caption',
    square ? 'aspect-square' : size === 'md' ? 'px-3' : 'px-2.25',
    looks[variant],
  );

export function Button({
  variant = 'outlined',
  size = 'md',
  pending = false,
  render,
  icon,
  shortcut,
  square = false,
  className,
  children,
  onClick,
  ref,
  ...rest
}: ButtonProps) {
  const content = (
    <>
      <span className={cx('inline-flex items-center gap-1.5', pending && 'opacity-0')}>
        {icon}
        {children}
        {shortcut && <Kbd className="-mr-1">{shortcut}</Kbd>}
      </span>
      {pending && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner className="size-3" />
        </span>
      )}
    </>
  );
  return useRender({
    render,
    ref,
    defaultTagName: 'button',
    props: mergeProps<'button'>(
      {
        type: render ? undefined : 'button',
        className: cx(buttonClass(variant, size, square), pending ? 'cursor-progress' : disabledLook, className),
        children: content,
        onClick: pending ? (event: MouseEvent) => event.preventDefault() : onClick,
      },
      rest,
      pending ? { 'aria-disabled': true, 'aria-busy': true } : {},
    ),
  });
}

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'shortcut' | 'square'> & {
  /** What it does, in words: its name for screen readers and its title. */
  label: string;
  children: ReactNode;
};

/** A square button that shows only an icon. */
export function IconButton({ label, variant = 'ghost', ...rest }: IconButtonProps) {
  return <Button aria-label={label} title={label} variant={variant} square {...rest} />;
}
