'use client';

import { useEffect, useEffectEvent } from 'react';
import { keyName, nextPressed, sequenceMs } from './keys.ts';

type Shortcut = {
  /** "c", or one after the other: "g v". */
  keys: string;
  /** What it does, for the sheet behind "?"; left out there without. */
  label?: string | undefined;
  act: () => void;
};

/** The newest of the same keys counts: a page's own goes before the frame's. */
const shortcuts: Shortcut[] = [];
let waiting: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

const typing =
  'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]:not([contenteditable=false]), [role=dialog], [role=alertdialog], [role=menu], [role=listbox]';
/** What waits for its own keys. A toast is called a dialog too, and waits for none. */
export const openDialog = '[role=dialog]:not([aria-modal=false]), [role=alertdialog]:not([aria-modal=false])';

/** Before anyone else: the second key of a sequence is nobody's. */
function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (event.target instanceof Element && event.target.closest(typing)) return;
  if (document.querySelector(openDialog)) return;
  const next = nextPressed(waiting, keyName(event), new Set(shortcuts.map(({ keys }) => keys)));
  const second = waiting !== null;
  clearTimeout(timer);
  waiting = next.waiting;
  if (waiting !== null) {
    timer = setTimeout(() => {
      waiting = null;
    }, sequenceMs);
  }
  if (next.run !== null || next.waiting !== null || second) event.preventDefault();
  if (next.run !== null) shortcuts.findLast(({ keys }) => keys === next.run)?.act();
}

function add(shortcut: Shortcut): () => void {
  if (shortcuts.length === 0) document.addEventListener('keydown', press, { capture: true });
  shortcuts.push(shortcut);
  return () => {
    shortcuts.splice(shortcuts.indexOf(shortcut), 1);
    if (shortcuts.length === 0) document.removeEventListener('keydown', press, { capture: true });
  };
}

/**
 * A key, or two one after the other ("g v"), that does something on this page as long as nobody is typing and no dialog is open.
 * `label` says what, for the sheet behind "?".
 */
export function useShortcut(keys: string, act: () => void, label?: string): void {
  const run = useEffectEvent(act);
  useEffect(() => add({ keys, label, act: () => run() }), [keys, label]);
}

/** Many at once; their list must stay the same from render to render. */
export function useShortcuts(list: readonly Omit<Shortcut, 'act'>[], act: (keys: string) => void): void {
  const run = useEffectEvent(act);
  useEffect(() => {
    const leave = list.map(({ keys, label }) => add({ keys, label, act: () => run(keys) }));
    return () => {
      for (const each of leave) each();
    };
  }, [list]);
}

/** What can be pressed now and has words, those of the page last. */
export function shortcutsNow(): { keys: string; label: string }[] {
  const said = shortcuts.flatMap(({ keys, label }) => (label === undefined ? [] : [{ keys, label }]));
  return [...new Map(said.map((each) => [each.keys, each])).values()];
}
