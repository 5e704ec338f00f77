'use client';

import { userDataRefusal } from '@virtfleet/contracts/user-data';
import type { UserDataIssue } from '@virtfleet/contracts/user-data/check';
import type { Beside } from '@virtfleet/contracts/user-data/conflicts';
import { useEffect, useState } from 'react';

export type Checked = {
  /** The text that this was said of. */
  text: string;
  issues: readonly UserDataIssue[];
  /** Whose schema judged it; null: it did not come so far. */
  version: string | null;
};

const none: Checked = { text: '', issues: [], version: null };
/** Long enough that a word being typed is not called wrong. */
const pauseMs = 500;

/** What is known of the text by now: the last answer, until the next one is there. */
export function useUserDataCheck(text: string, { loginUser, hostname }: Beside): Checked {
  const [checked, setChecked] = useState(none);
  useEffect(() => {
    if (text === '') return setChecked(none);
    let over = false;
    const timer = setTimeout(async () => {
      // Without the full check (offline, say) the server's holds.
      const language = await import('./language.ts').catch(() => null);
      if (over || !language) return;
      const { issues } = language.checkUserData(text, {
        ...(loginUser ? { loginUser } : {}),
        ...(hostname ? { hostname } : {}),
      });
      setChecked({ text, issues, version: userDataRefusal(text) === null ? language.cloudInitVersion : null });
    }, pauseMs);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [text, loginUser, hostname]);
  return text === '' ? none : checked;
}
