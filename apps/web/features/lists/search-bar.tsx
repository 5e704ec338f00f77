'use client';

import { complete } from '@virtfleet/domain/search/complete';
import type { Language } from '@virtfleet/domain/search/language';
import { SearchField } from '@virtfleet/ui/search-field';
import type { Search } from './use-search.ts';

type SearchBarProps = {
  label: string;
  placeholder: string;
  language: Language;
  search: Search;
  /** Values that are known of a key. */
  facets: Readonly<Record<string, readonly string[]>> | undefined;
  /** The field has the focus: now is the time to ask for facets. */
  onFocus?: () => void;
};

/** The search field of a list, with its language. */
export function SearchBar({ label, placeholder, language, search, facets, onFocus }: SearchBarProps) {
  const known = (key: string) => (facets && Object.hasOwn(facets, key) ? (facets[key] ?? []) : []);
  return (
    <SearchField
      label={label}
      placeholder={placeholder}
      value={search.text}
      onValueChange={search.type}
      onCommit={search.commit}
      problems={search.problems}
      complete={(text, caret) => complete(text, caret, language, known)}
      {...(onFocus && { onFocus })}
    />
  );
}
