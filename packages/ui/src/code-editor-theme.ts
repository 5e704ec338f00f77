import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** Our tokens, which know both themes; the sizes of the textarea that it takes the place of. */
export const editorTheme = (minHeightPx: number): Extension =>
  EditorView.theme({
    '&': { backgroundColor: 'transparent', color: 'var(--ink)', fontSize: 'inherit' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': {
      fontFamily: 'inherit',
      lineHeight: '19px',
      minHeight: `${minHeightPx - 2}px`,
      maxHeight: '398px',
      overflow: 'auto',
    },
    '.cm-content': { padding: '6px 0', caretColor: 'var(--ink)' },
    '.cm-line': { padding: '0 10px 0 4px' },
    '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--ink-3)', border: 'none' },
    '.cm-lineNumbers .cm-gutterElement': { minWidth: '22px', padding: '0' },
    '.cm-gutter-lint': { width: '13px' },
    '.cm-gutter-lint .cm-gutterElement': { padding: '0', display: 'grid', placeItems: 'center' },
    '.cm-activeLine': { backgroundColor: 'transparent' },
    '&.cm-focused .cm-activeLine': { backgroundColor: 'color-mix(in oklch, var(--ink) 4%, transparent)' },
    '.cm-activeLineGutter': { backgroundColor: 'transparent' },
    '&.cm-focused .cm-activeLineGutter': { color: 'var(--ink)' },
    '.cm-cursor': { borderLeftColor: 'var(--ink)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      background: 'color-mix(in oklch, var(--accent) 24%, transparent)',
    },
    '.cm-placeholder': { color: 'var(--ink-3)' },
    '.cm-searchMatch': { backgroundColor: 'color-mix(in oklch, var(--amber) 35%, transparent)' },
    '.cm-searchMatch-selected': { backgroundColor: 'color-mix(in oklch, var(--amber) 60%, transparent)' },

    // Underlined as the browser does it: the picture that comes along knows one theme only.
    '.cm-lintRange': { backgroundImage: 'none', textDecoration: 'underline wavy 1px', textUnderlineOffset: '3px' },
    '.cm-lintRange-error': { textDecorationColor: 'var(--red)' },
    '.cm-lintRange-warning': { textDecorationColor: 'var(--amber)' },
    '.cm-lintRange-active': { backgroundColor: 'color-mix(in oklch, var(--red) 12%, transparent)' },
    '.cm-lint-marker': { width: '7px', height: '7px', borderRadius: '50%', content: '""' },
    '.cm-lint-marker-error': { backgroundColor: 'var(--red)' },
    '.cm-lint-marker-warning': { backgroundColor: 'var(--amber)' },

    '.cm-tooltip': {
      zIndex: '50',
      maxWidth: 'min(420px, calc(100vw - 32px))',
      backgroundColor: 'var(--raised)',
      color: 'var(--ink)',
      border: '1px solid var(--line)',
      borderRadius: '7px',
      boxShadow: '0 1px 2px var(--shade-1), 0 8px 24px var(--shade-2)',
      fontFamily: 'var(--font-geist-sans, "Geist"), system-ui, sans-serif',
      fontSize: '12px',
      lineHeight: '16px',
    },
    '.cm-tooltip-hover': { padding: '0' },
    '.cm-about': { padding: '7px 10px', color: 'var(--ink-2)' },
    '.cm-about-title': { color: 'var(--ink)', fontWeight: '550' },
    '.cm-diagnostic': {
      padding: '7px 10px',
      marginLeft: '0',
      borderLeft: '3px solid transparent',
      whiteSpace: 'pre-wrap',
    },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--red)' },
    '.cm-diagnostic-warning': { borderLeftColor: 'var(--amber)' },

    '.cm-tooltip.cm-tooltip-autocomplete': { padding: '4px' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': {
      fontFamily: 'var(--font-geist-mono, "Geist Mono"), ui-monospace, monospace',
      maxHeight: '232px',
      minWidth: '220px',
      maxWidth: 'min(420px, calc(100vw - 40px))',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
      display: 'flex',
      alignItems: 'center',
      gap: '16px',
      minHeight: '26px',
      padding: '0 8px',
      borderRadius: '5px',
    },
    // Beside the list there is no room for it.
    '@media (max-width: 640px)': { '.cm-completionInfo': { display: 'none' } },
    '@media (pointer: coarse)': { '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { minHeight: '44px' } },
    '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
    '.cm-completionLabel': { flex: '1' },
    '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600', color: 'var(--accent)' },
    '.cm-completionDetail': {
      marginLeft: '0',
      fontStyle: 'normal',
      fontFamily: 'var(--font-geist-sans, "Geist"), system-ui, sans-serif',
      color: 'var(--ink-3)',
    },
    '.cm-completionInfo': { padding: '7px 10px', color: 'var(--ink-2)', maxWidth: '300px' },

    '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--ink)' },
    '.cm-panels-top': { borderBottom: '1px solid var(--line)' },
    '.cm-panel.cm-search': { padding: '6px 28px 6px 8px', fontFamily: 'var(--font-geist-sans, "Geist"), sans-serif' },
    '.cm-panel.cm-search label': { fontSize: '12px' },
    '.cm-textfield': {
      border: '1px solid var(--line-strong)',
      borderRadius: '5px',
      backgroundColor: 'var(--surface)',
      color: 'var(--ink)',
    },
    '.cm-button': {
      border: '1px solid var(--line-strong)',
      borderRadius: '5px',
      backgroundImage: 'none',
      backgroundColor: 'var(--surface)',
      color: 'var(--ink)',
    },
  });
