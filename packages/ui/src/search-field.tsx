'use client';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { cx } from './cx.ts';
import { controlClass } from './input.tsx';
import { Kbd } from './kbd.tsx';

export type SearchProblem = { from: number; to: number; message: string };
export type SearchOption = { insert: string; label: string; hint: string | null };
export type SearchCompletions = { from: number; to: number; options: SearchOption[] };

type SearchFieldProps = {
  label: string;
  placeholder?: string;
  value: string;
  onValueChange: (value: string) => void;
  /** Enter, or the field was left. */
  onCommit: () => void;
  /** What is wrong, each thing at its place in the text. */
  problems: readonly SearchProblem[];
  /** What could stand at the caret. */
  complete: (text: string, caret: number) => SearchCompletions;
  onFocus?: () => void;
};

/** Of field and underline alike, so that they stand under each other. */
const textClass = 'mono py-1 pr-14 pl-6';

/** A line of a search language: completes while one types, underlines what is wrong and says why below that place. The frame’s `/` leads here. */
export function SearchField(props: SearchFieldProps) {
  const { label, placeholder, value, onValueChange, onCommit, problems, complete, onFocus } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [focused, setFocused] = useState(false);
  const [scrolled, setScrolled] = useState(0);
  const nextCaret = useRef<number | null>(null);

  // The caret goes behind what was put in, once it is there.
  useClientLayoutEffect(() => {
    if (nextCaret.current === null) return;
    input.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    setCaret(nextCaret.current);
    nextCaret.current = null;
  }, [value]);

  const found = open ? complete(value, caret) : null;
  const options = found?.options ?? [];
  const shown = open && options.length > 0;
  // What is still being typed is not wrong yet.
  const wrong = problems.filter(({ from, to }) => !(focused && shown && from <= caret && caret <= to));
  const problem = wrong[0];

  const accept = (option: SearchOption | undefined) => {
    if (!option || !found) return;
    const rest = value.slice(found.to).replace(option.insert.endsWith(' ') ? /^ / : /^$/, '');
    nextCaret.current = found.from + option.insert.length;
    onValueChange(value.slice(0, found.from) + option.insert + rest);
    setActive(-1);
    setOpen(true);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !event.altKey) {
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (shown) setActive((active + step + options.length + (active < 0 && step < 0 ? 1 : 0)) % options.length);
      event.preventDefault();
    } else if (event.key === 'Enter' || (event.key === 'Tab' && shown && active >= 0 && !event.shiftKey)) {
      if (shown && active >= 0) accept(options[active]);
      else {
        setOpen(false);
        onCommit();
      }
      event.preventDefault();
    } else if (event.key === 'Escape') {
      if (shown) {
        setOpen(false);
        event.stopPropagation();
      } else input.current?.blur();
      event.preventDefault();
    }
  };

  return (
    <div className="relative min-w-0 flex-1">
      <span
        aria-hidden
        className="mono pointer-events-none absolute inset-y-0 left-2.5 z-1 flex items-center text-ink-3"
      >
        /
      </span>
      <input
        ref={input}
        data-page-search=""
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-controls={`${id}-options`}
        aria-autocomplete="list"
        aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        placeholder={placeholder}
        value={value}
        onChange={(event) => {
          onValueChange(event.target.value);
          setCaret(event.target.selectionStart ?? event.target.value.length);
          setActive(-1);
          setOpen(true);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
        onKeyDown={onKeyDown}
        onFocus={() => {
          setFocused(true);
          if (value === '') setOpen(true);
          onFocus?.();
        }}
        onBlur={() => {
          setFocused(false);
          setOpen(false);
          setActive(-1);
          onCommit();
        }}
        onClick={() => setOpen(true)}
        className={cx(controlClass, textClass, 'h-8 bg-surface pointer-coarse:h-11')}
      />
      {wrong.length > 0 && <Underlines value={value} problems={wrong} scrolled={scrolled} />}
      {value !== '' && (
        <button
          type="button"
          aria-label="Clear the search"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => {
            nextCaret.current = 0;
            onValueChange('');
            input.current?.focus();
          }}
          className="hit absolute! inset-y-0 right-1.5 my-auto h-6 rounded-tag px-1.5 text-caption text-ink-3 hover:text-ink"
        >
          Clear
        </button>
      )}
      {shown ? (
        <Below at={found?.from ?? 0} scrolled={scrolled}>
          <div className="min-w-56 max-w-[calc(100vw-64px)] rounded-card border border-line bg-raised p-1 shadow-float">
            <div id={`${id}-options`} role="listbox" aria-label="Completions" className="max-h-90 overflow-y-auto">
              {options.map((option, index) => (
                <Option
                  key={option.label}
                  id={`${id}-${index}`}
                  option={option}
                  active={index === active}
                  onSelect={() => accept(option)}
                />
              ))}
            </div>
            <p
              aria-hidden
              className="flex items-center gap-1.5 px-2.5 pt-1.5 pb-1 text-ink-3 text-tiny pointer-coarse:hidden"
            >
              <Kbd>↓</Kbd> to choose, <Kbd>↵</Kbd> to take
            </p>
          </div>
        </Below>
      ) : (
        problem && (
          <Below at={problem.from} scrolled={scrolled}>
            <p
              id={`${id}-problem`}
              role="status"
              className="max-w-[min(28rem,calc(100vw-64px))] whitespace-normal rounded-card border border-line bg-raised px-3 py-2 text-red-ink shadow-float"
            >
              {problem.message}
            </p>
          </Below>
        )
      )}
    </div>
  );
}

const useClientLayoutEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;

type OptionProps = { id: string; option: SearchOption; active: boolean; onSelect: () => void };

function Option({ id, option, active, onSelect }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and the keys
    <div
      id={id}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      ref={(item) => {
        if (active) item?.scrollIntoView({ block: 'nearest' });
      }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onSelect}
      className={cx(
        'flex min-h-7 cursor-pointer items-center gap-4 rounded-[6px] px-2.5 hover:bg-hover pointer-coarse:min-h-11',
        active && 'bg-accent-soft hover:bg-accent-soft',
      )}
    >
      <span className="mono min-w-0 truncate">{option.label}</span>
      {option.hint && <span className="ml-auto whitespace-nowrap text-caption text-ink-3">{option.hint}</span>}
    </div>
  );
}

/** Under the letter at `at`, as far as the field's left edge and the page's right one let it. */
function Below({ at, scrolled, children }: { at: number; scrolled: number; children: ReactNode }) {
  return (
    <div className="pointer-events-none absolute inset-x-0 top-full z-20 mt-1 flex overflow-visible">
      <span aria-hidden className="mono h-0 min-w-0 shrink overflow-hidden whitespace-pre pl-4">
        {/* Letters of the same width as those before it; they give way where there is no room. */}
        <span className="invisible" style={{ marginLeft: -scrolled }}>
          {'0'.repeat(at)}
        </span>
      </span>
      <div className="pointer-events-auto shrink-0">{children}</div>
    </div>
  );
}

type UnderlinesProps = { value: string; problems: readonly SearchProblem[]; scrolled: number };

/** The same text behind the field, unseen but for the lines under what is wrong. */
function Underlines({ value, problems, scrolled }: UnderlinesProps) {
  let at = 0;
  const parts = problems.flatMap(({ from, to }) => {
    const begin = Math.max(from, at);
    const parts = [
      value.slice(at, begin),
      <span
        key={from}
        className="underline decoration-[1.5px] decoration-red decoration-wavy underline-offset-3 [text-decoration-skip-ink:none]"
      >
        {value.slice(begin, to)}
      </span>,
    ];
    at = Math.max(at, to);
    return parts;
  });
  return (
    <div
      aria-hidden
      className={cx(
        'field-type pointer-events-none absolute inset-0 flex items-center overflow-hidden whitespace-pre border border-transparent text-transparent',
        textClass,
      )}
    >
      <span style={{ marginLeft: -scrolled }}>
        {parts}
        {value.slice(at)}
      </span>
    </div>
  );
}
