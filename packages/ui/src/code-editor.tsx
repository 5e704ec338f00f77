'use client';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { Editor, EditorHelp, EditorIssue } from './code-editor-view.ts';
import { cx } from './cx.ts';
import { useControlProps, useField } from './field.tsx';
import { Textarea } from './textarea.tsx';

export type { EditorHelp, EditorIssue } from './code-editor-view.ts';

/** What others may do with an editor. */
export type CodeEditorHandle = {
  focus: () => void;
  /** Goes to a stretch of the text, so that one sees it. */
  select: (from: number, to: number) => void;
};

type CodeEditorProps = {
  value: string;
  onValueChange: (value: string) => void;
  onBlur?: () => void;
  /** What is wrong with `issuesOf`; of another text they are not shown. */
  issues: readonly EditorIssue[];
  issuesOf: string;
  help: EditorHelp;
  /** Lines that it shows from the start; with more it grows, to 20. */
  rows?: number;
  placeholder?: string;
  name?: string;
  ref?: Ref<CodeEditorHandle>;
};

/**
 * A text field for YAML that numbers, colours, marks and completes. It is a plain textarea of the same size until the editor
 * is loaded (when it comes near the screen, or is used), and stays one where it can't be: whatever is typed by then, and the
 * place of the cursor, go along.
 */
export function CodeEditor({
  value,
  onValueChange,
  onBlur,
  issues,
  issuesOf,
  help,
  rows = 5,
  ref,
  ...rest
}: CodeEditorProps) {
  const wiring = useControlProps({});
  const labelId = useField()?.labelId;
  const box = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const editor = useRef<Editor>(null);
  /** Where the cursor was in the textarea, to be taken over; null: not in it. */
  const [ready, setReady] = useState<{ cursor: readonly [number, number] | null } | null>(null);
  const composing = useRef(false);
  const wanted = useWanted(box);
  const minHeightPx = rows * 19 + 14;
  // The editor outlives many renders: it asks for what is current when it needs it.
  const now = useRef({ value, onValueChange, onBlur, help });
  useLayoutEffect(() => {
    now.current = { value, onValueChange, onBlur, help };
  });

  useEffect(() => {
    const parent = host.current;
    if (!wanted || !parent) return;
    let gone = false;
    const load = async () => {
      const { makeEditor } = await import('./code-editor-view.ts');
      const from = area.current;
      // Swapping a field under an input method would cut a word in two.
      if (from && composing.current)
        await new Promise((done) => from.addEventListener('compositionend', done, { once: true }));
      if (gone) return;
      const made = makeEditor({
        parent,
        text: from?.value ?? now.current.value,
        minHeightPx,
        placeholder: rest.placeholder ?? '',
        help: {
          complete: (text, position) => now.current.help.complete(text, position),
          describe: (text, position) => now.current.help.describe(text, position),
        },
        onChange: (text) => now.current.onValueChange(text),
        onBlur: () => now.current.onBlur?.(),
      });
      editor.current = made;
      const focused = from !== null && document.activeElement === from;
      setReady({ cursor: focused ? [from.selectionStart, from.selectionEnd] : null });
    };
    // Offline, or an old page whose parts are gone: the textarea does.
    void load().catch(() => {});
    return () => {
      gone = true;
      editor.current?.destroy();
      editor.current = null;
      setReady(null);
    };
  }, [wanted, minHeightPx, rest.placeholder]);

  useLayoutEffect(() => {
    if (ready?.cursor) editor.current?.select(...ready.cursor);
  }, [ready]);
  useLayoutEffect(() => {
    if (ready) editor.current?.setText(value);
  }, [ready, value]);
  useEffect(() => {
    if (ready && editor.current?.text() === issuesOf) editor.current.setIssues(issues);
  }, [ready, issues, issuesOf]);
  const { id, 'aria-describedby': describedBy, 'aria-invalid': invalid } = wiring;
  useEffect(() => {
    if (!ready) return;
    editor.current?.setAttributes({
      ...(id ? { id } : {}),
      ...(labelId ? { 'aria-labelledby': labelId } : {}),
      ...(describedBy ? { 'aria-describedby': describedBy } : {}),
      ...(invalid ? { 'aria-invalid': 'true' } : {}),
      autocapitalize: 'off',
      autocorrect: 'off',
      spellcheck: 'false',
    });
  }, [ready, id, labelId, describedBy, invalid]);
  // A label of its own focuses native controls only.
  useEffect(() => {
    const label = ready && labelId ? document.getElementById(labelId) : null;
    const focus = () => editor.current?.focus();
    label?.addEventListener('click', focus);
    return () => label?.removeEventListener('click', focus);
  }, [ready, labelId]);
  useImperativeHandle(ref, () => ({
    focus: () => (editor.current ?? area.current)?.focus(),
    select: (from, to) => {
      if (editor.current) return editor.current.select(from, to);
      area.current?.focus();
      area.current?.setSelectionRange(from, to);
    },
  }));

  return (
    <div ref={box}>
      {!ready && (
        <Textarea
          ref={area}
          lineNumbers
          rows={rows}
          value={value}
          onChange={(event) => onValueChange(event.target.value)}
          onBlur={onBlur}
          onCompositionStart={() => {
            composing.current = true;
          }}
          onCompositionEnd={() => {
            composing.current = false;
          }}
          {...rest}
        />
      )}
      <div
        ref={host}
        hidden={!ready}
        className={cx(
          'mono field-type overflow-hidden rounded-control border bg-sunken text-ink focus-within:outline-1',
          invalid ? 'border-red outline-red' : 'border-line-strong outline-accent focus-within:border-accent',
        )}
      />
    </div>
  );
}

/** True from when the editor is near the screen, or has the focus. */
function useWanted(box: { current: HTMLElement | null }): boolean {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element || wanted) return;
    const want = () => setWanted(true);
    const seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && want(), {
      rootMargin: '200px',
    });
    seen.observe(element);
    element.addEventListener('focusin', want);
    return () => {
      seen.disconnect();
      element.removeEventListener('focusin', want);
    };
  }, [box, wanted]);
  return wanted;
}
