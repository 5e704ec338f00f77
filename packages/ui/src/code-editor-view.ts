// CodeMirror and all that it needs: only ever imported dynamically, by code-editor.tsx.
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionSource,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { editorTheme } from './code-editor-theme.ts';
import { afterEnter } from './yaml-lines.ts';

/** What stands at a place, or could: in UTF-16 units from the beginning of the text. */
export type EditorIssue = { severity: 'error' | 'warning'; message: string; from: number; to: number };
export type EditorOption = {
  label: string;
  insert: string;
  detail: string;
  about: string;
  deprecated: boolean;
  rank: number;
};
export type EditorHelp = {
  complete: (text: string, position: number) => Promise<{ from: number; options: readonly EditorOption[] } | null>;
  /** What a word means, shown where the pointer rests on it. */
  describe: (
    text: string,
    position: number,
  ) => Promise<{ from: number; to: number; title: string; about: string } | null>;
};

export type EditorOptions = {
  parent: HTMLElement;
  text: string;
  minHeightPx: number;
  placeholder: string;
  help: EditorHelp;
  onChange: (text: string) => void;
  onBlur: () => void;
};

export type Editor = {
  focus: () => void;
  select: (from: number, to: number) => void;
  /** Another text in place of all; it can be undone. */
  setText: (text: string) => void;
  setIssues: (issues: readonly EditorIssue[]) => void;
  /** Attributes of the element that has the focus: its label, whether it is invalid. */
  setAttributes: (attributes: Record<string, string>) => void;
  text: () => string;
  destroy: () => void;
};

export function makeEditor({ parent, text, minHeightPx, help, onChange, onBlur, ...options }: EditorOptions): Editor {
  const attributes = new Compartment();
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        highlightActiveLineGutter(),
        lintGutter(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        indentUnit.of('  '),
        yaml(),
        syntaxHighlighting(colours),
        search({ top: true }),
        placeholder(() => placeholderLines(options.placeholder)),
        autocompletion({ override: [completionSource(help)], icons: false, maxRenderedOptions: 120 }),
        hover(help),
        tabLeavesUntilTyped,
        keymap.of([
          { key: 'Tab', run: (target) => acceptCompletion(target) || indent(target), shift: indentLess },
          ...completionKeymap,
          { key: 'Enter', run: newLine },
          ...defaultKeymap,
          ...historyKeymap,
          ...searchKeymap,
          ...lintKeymap,
        ]),
        editorTheme(minHeightPx),
        attributes.of([]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
          if (update.focusChanged && !update.view.hasFocus) onBlur();
        }),
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    select: (from, to) => {
      const length = view.state.doc.length;
      const selection = { anchor: Math.min(from, length), head: Math.min(to, length) };
      view.dispatch({ selection, scrollIntoView: true });
      view.focus();
    },
    setText: (next) => {
      const { doc } = view.state;
      if (doc.toString() !== next) view.dispatch({ changes: { from: 0, to: doc.length, insert: next } });
    },
    setIssues: (issues) => view.dispatch(setDiagnostics(view.state, diagnostics(issues, view.state.doc.length))),
    setAttributes: (next) => view.dispatch({ effects: attributes.reconfigure(EditorView.contentAttributes.of(next)) }),
    text: () => view.state.doc.toString(),
    destroy: () => view.destroy(),
  };
}

const diagnostics = (issues: readonly EditorIssue[], length: number): Diagnostic[] =>
  issues.map(({ severity, message, from, to }) => ({
    severity,
    message,
    from: Math.min(from, length),
    to: Math.min(to, length),
  }));

/** Spaces to the next multiple of two; of a selection, its lines are moved. */
function indent(view: EditorView): boolean {
  const { from, to, empty } = view.state.selection.main;
  if (!empty) return indentMore(view);
  const column = from - view.state.doc.lineAt(from).from;
  view.dispatch(view.state.update(view.state.replaceSelection(' '.repeat(2 - (column % 2))), { userEvent: 'input' }));
  return to >= 0;
}

/** A line as YAML goes on after this one. */
function newLine(view: EditorView): boolean {
  const { state } = view;
  const { from, to } = state.selection.main;
  const line = state.doc.lineAt(from);
  const next = afterEnter(line.text.slice(0, from - line.from), line.text.slice(to - line.from));
  const start = next.replacesLine ? line.from : from;
  const changes = { from: start, to, insert: next.insert };
  const selection = { anchor: start + next.insert.length };
  view.dispatch({ changes, selection, scrollIntoView: true, userEvent: 'input' });
  return true;
}

/**
 * Tab must not trap the keyboard: who comes here by Tab goes on by Tab, until they type or move the cursor; from then on Tab
 * indents, and after Escape it leaves again.
 */
const tabLeavesUntilTyped: Extension = [
  EditorView.domEventHandlers({
    focus: (_, view) => {
      view.setTabFocusMode(true);
    },
    keydown: (event, view) => {
      if (event.key === 'Escape' && completionStatus(view.state) === null) view.setTabFocusMode(true);
    },
  }),
  EditorView.updateListener.of(({ transactions, view }) => {
    const worked = transactions.some(
      (one) => one.isUserEvent('input') || one.isUserEvent('delete') || one.isUserEvent('select'),
    );
    if (worked) view.setTabFocusMode(false);
  }),
];

function completionSource({ complete }: EditorHelp): CompletionSource {
  return async (context) => {
    const text = context.state.doc.toString();
    const word = context.matchBefore(/[#\w.-]+/);
    if (!word && !context.explicit) return null;
    const found = await complete(text, context.pos);
    if (!found || context.aborted) return null;
    return {
      from: found.from,
      options: found.options.map(
        ({ label, insert, detail, about, deprecated, rank }): Completion => ({
          label,
          apply: insert,
          detail: deprecated ? 'out of date' : detail,
          type: deprecated ? 'deprecated' : 'key',
          boost: rank,
          ...(about ? { info: about } : {}),
        }),
      ),
      validFor: /^[#\w.-]*$/,
    };
  };
}

const hover = ({ describe }: EditorHelp): Extension =>
  hoverTooltip(async (view, position) => {
    const found = await describe(view.state.doc.toString(), position);
    if (!found) return null;
    return {
      pos: found.from,
      end: found.to,
      above: true,
      create: () => {
        const dom = document.createElement('div');
        dom.className = 'cm-about';
        const title = dom.appendChild(document.createElement('div'));
        title.className = 'cm-about-title';
        title.textContent = found.title;
        if (found.about) dom.appendChild(document.createElement('div')).textContent = found.about;
        return { dom };
      },
    };
  });

function placeholderLines(text: string): HTMLElement {
  const dom = document.createElement('span');
  dom.style.whiteSpace = 'pre';
  dom.textContent = text;
  return dom;
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: tags.comment, color: 'var(--ink-3)' },
  { tag: [tags.punctuation, tags.separator, tags.meta], color: 'var(--ink-2)' },
  { tag: [tags.keyword, tags.labelName, tags.typeName], color: 'var(--amber-ink)' },
]);
