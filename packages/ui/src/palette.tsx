'use client';
import { Dialog } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { cx } from './cx.ts';
import { backdropClass } from './dialog-class.tsx';
import { Kbd } from './kbd.tsx';

export type PaletteItem = {
  key: string;
  label: ReactNode;
  /** Grey, beside the label: what it is, or why it can't be done. */
  hint?: ReactNode;
  /** Can't be chosen now; its hint says why. */
  disabled?: boolean;
  icon?: ReactNode;
  /** Runs when it is chosen; `apart`: with Ctrl or ⌘, for another tab. */
  onChoose: (apart: boolean) => void;
};
export type PaletteGroup = { key: string; title: string; items: readonly PaletteItem[] };

type PaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  label: string;
  text: string;
  onTextChange: (text: string) => void;
  groups: readonly PaletteGroup[];
  /** More may come for this text: Enter waits for it. */
  pending: boolean;
  /** In place of groups when there are none. */
  empty: ReactNode;
};

/** One field for everything: type, move with the arrows, Enter. A combobox whose list is always open. */
export function Palette(props: PaletteProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <Dialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup
          aria-label={props.label}
          initialFocus={input}
          // Field gives it back, at once as it took it.
          finalFocus={false}
          className="fixed top-[min(12vh,104px)] left-1/2 z-40 flex max-h-[calc(100dvh-min(12vh,104px)-16px)] w-[calc(100vw-24px)] max-w-140 -translate-x-1/2 flex-col overflow-hidden rounded-float border border-line bg-raised shadow-float transition-[opacity,scale] duration-75 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <Field {...props} input={input} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type FieldProps = PaletteProps & {
  input: React.RefObject<HTMLInputElement | null>;
};

function Field({ open, label, text, onTextChange, groups, pending, empty, input }: FieldProps) {
  const id = useId();
  const [picked, setPicked] = useState<string | null>(null);
  const [waiting, setWaiting] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  // Before the next key is pressed, and not a frame later as the dialog would: who types on loses no letter.
  useLayoutEffect(() => {
    if (!open) return;
    const [before, field] = [document.activeElement, input.current];
    field?.focus();
    return () => {
      if (before instanceof HTMLElement && before !== document.body) before.focus({ preventScroll: true });
      else field?.blur();
    };
  }, [open, input]);
  const items = groups.flatMap((group) => group.items);
  const active = items.find(({ key }) => key === picked) ?? items.find(({ disabled }) => !disabled) ?? items[0];
  const optionId = (key: string) => `${id}-${key}`;

  const choose = (item: PaletteItem | undefined, apart: boolean) => {
    if (item && !item.disabled) item.onChoose(apart);
  };
  // Whoever types fast has pressed Enter before the answer came: it is for what will be found.
  const settle = useEffectEvent(() => {
    setWaiting(false);
    choose(active, false);
  });
  useEffect(() => {
    if (waiting && !pending) settle();
  }, [waiting, pending]);

  const move = (to: PaletteItem | undefined) => {
    if (!to) return;
    setPicked(to.key);
    document.getElementById(optionId(to.key))?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const at = active ? items.indexOf(active) : -1;
    const to = moves[event.key]?.(at, items.length);
    if (to !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      move(items[to]);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (pending && picked === null) setWaiting(true);
      else choose(active, event.ctrlKey || event.metaKey);
    }
  };

  return (
    <>
      <div className="flex h-12 shrink-0 items-center gap-2.5 border-line border-b pr-3 pl-4.5">
        <Search size={16} strokeWidth={1.5} aria-hidden className="shrink-0 text-ink-3" />
        <input
          ref={input}
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={active && optionId(active.key)}
          aria-autocomplete="list"
          aria-label={label}
          placeholder={label}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="go"
          value={text}
          onChange={(event) => {
            setPicked(null);
            setWaiting(false);
            list.current?.scrollTo({ top: 0 });
            onTextChange(event.target.value);
          }}
          onKeyDown={onKeyDown}
          className="field-type min-w-0 flex-1 bg-transparent text-section font-normal outline-none placeholder:text-ink-3"
        />
        <Kbd className="text-ink-3">esc</Kbd>
      </div>
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className="max-h-[min(440px,60dvh)] min-h-0 overflow-y-auto overscroll-contain px-1.5 pt-1 pb-2"
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
          <div key={group.key} role="group" aria-labelledby={`${id}-${group.key}-title`}>
            <div id={`${id}-${group.key}-title`} className="truncate px-3 pt-2.5 pb-1 text-ink-3 text-tiny">
              {group.title}
            </div>
            {group.items.map((item) => (
              <Option
                key={item.key}
                id={optionId(item.key)}
                item={item}
                active={item === active}
                onPoint={() => setPicked(item.key)}
                onChoose={(apart) => choose(item, apart)}
              />
            ))}
          </div>
        ))}
        {items.length === 0 && <div className="px-3 py-6 text-center text-ink-2">{empty}</div>}
      </div>
      <div role="status" className="sr-only">
        {pending ? '' : `${items.length} found`}
      </div>
    </>
  );
}

/** Where a key leads from `at`, of so many. */
const moves: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => (at + 1) % Math.max(count, 1),
  ArrowUp: (at, count) => (at <= 0 ? count : at) - 1,
  PageDown: (at, count) => Math.min(at + 8, count - 1),
  PageUp: (at) => Math.max(at - 8, 0),
};

type OptionProps = {
  id: string;
  item: PaletteItem;
  active: boolean;
  onPoint: () => void;
  onChoose: (apart: boolean) => void;
};

function Option({ id, item, active, onPoint, onChoose }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus, and names this one by aria-activedescendant
    <div
      id={id}
      role="option"
      aria-selected={active}
      aria-disabled={item.disabled || undefined}
      // Moved, and not entered: a list that scrolls below a pointer at rest picks nothing.
      onPointerMove={active ? undefined : onPoint}
      onClick={(event) => onChoose(event.ctrlKey || event.metaKey)}
      className={cx(
        'flex min-h-8.5 cursor-pointer select-none items-center gap-2.5 rounded-[6px] px-3 pointer-coarse:min-h-11',
        'aria-disabled:cursor-not-allowed aria-selected:bg-accent-soft',
      )}
    >
      {item.icon}
      <span className={cx('max-w-[70%] shrink-0 truncate', item.disabled ? 'text-ink-3' : 'font-[550]')}>
        {item.label}
      </span>
      {item.hint != null && <span className="min-w-0 truncate text-ink-2">{item.hint}</span>}
      {active && !item.disabled && <Kbd className="ml-auto bg-raised text-ink-2">↵</Kbd>}
    </div>
  );
}
