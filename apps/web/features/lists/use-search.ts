'use client';

import { type Language, problemsOf } from '@virtfleet/domain/search/language';
import { type Term, toggled } from '@virtfleet/domain/search/query';
import { useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { runnable } from './runnable.ts';

const restMs = 150;

/** A search that stands in the address as `?q=`, so that back, forward and links work. */
export function useSearch(language: Language) {
  const inAddress = useSearchParams().get('q') ?? '';
  const [text, setText] = useState(inAddress);
  const [applied, setApplied] = useState(() => runnable(inAddress, language) ?? '');
  /** What the address says, as far as this hook wrote or read it. */
  const known = useRef(inAddress);
  /** One stroke of typing is one step of the browser's history. */
  const typing = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // Back, forward, or a link to this same page.
  useEffect(() => {
    if (inAddress !== inLocation() || inAddress === known.current) return;
    known.current = inAddress;
    typing.current = false;
    clearTimeout(timer.current);
    setText(inAddress);
    setApplied(runnable(inAddress, language) ?? '');
  }, [inAddress, language]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const write = (wanted: string, push: boolean) => {
    clearTimeout(timer.current);
    const q = runnable(wanted, language);
    // What can't be understood yet changes nothing.
    if (q === null) return;
    setApplied(q);
    const shown = wanted.trim();
    if (shown === known.current) return;
    known.current = shown;
    const url = new URL(window.location.href);
    if (shown === '') url.searchParams.delete('q');
    else url.searchParams.set('q', shown);
    window.history[push ? 'pushState' : 'replaceState'](null, '', url);
  };

  return {
    text,
    /** What is asked of the server: the last text that could be understood, as it is printed. */
    q: applied,
    problems: problemsOf(text, language),
    type: (next: string) => {
      setText(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        write(next, !typing.current);
        typing.current = true;
      }, restMs);
    },
    commit: () => {
      write(text, !typing.current);
      typing.current = false;
    },
    /** A chip, or a value that was clicked. */
    set: (next: string) => {
      typing.current = false;
      setText(next);
      write(next, true);
    },
    toggle: (term: Term) => {
      const next = toggled(text, term);
      setText(next);
      write(next, true);
    },
  };
}

export type Search = ReturnType<typeof useSearch>;

const inLocation = () => new URLSearchParams(window.location.search).get('q') ?? '';
