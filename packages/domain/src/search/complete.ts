import type { Field, Language } from './language.ts';
import { type PlacedTerm, parse, quoted, type Span } from './query.ts';

export type Completion = {
  /** What replaces the span. */
  insert: string;
  label: string;
  /** "who made it" */
  hint: string | null;
};
export type Completions = Span & { options: Completion[] };

const most = 12;
const ages = ['1h', '1d', '7d', '30d'];

/**
 * What could stand where the caret is: keys, or values of the key before it. `known` tells values that only the
 * database knows; none for a key that it doesn't know.
 */
export function complete(
  text: string,
  caret: number,
  language: Language,
  known: (key: string) => readonly string[],
): Completions {
  const term = parse(text).terms.find(({ from, to }) => from <= caret && caret <= to);
  if (!term) return { from: caret, to: caret, options: keys('', language) };
  if (term.keySpan && caret > term.keySpan.to) return values(term, text, caret, language, known);
  const from = term.negated ? term.from + 1 : term.from;
  const typed = text.slice(from, caret);
  if (caret < from || typed.startsWith('"')) return { from: caret, to: caret, options: [] };
  const span = { from, to: term.keySpan ? term.keySpan.to + 1 : term.to };
  return { ...span, options: [...keys(typed, language), ...choices(typed, language)].slice(0, most) };
}

const keys = (typed: string, { fields }: Language): Completion[] =>
  Object.entries(fields)
    .filter(([key]) => key.startsWith(typed.toLowerCase()))
    .map(([key, { what }]) => ({ insert: `${key}:`, label: `${key}:`, hint: what }));

/** "run" means state:running. */
const choices = (typed: string, { fields }: Language): Completion[] =>
  typed.length < 2
    ? []
    : Object.entries(fields).flatMap(([key, { kind, values = [] }]) =>
        kind !== 'choice'
          ? []
          : values
              .filter((value) => value.startsWith(typed.toLowerCase()))
              .map((value) => ({ insert: `${key}:${value} `, label: `${key}:${value}`, hint: null })),
      );

function values(
  term: PlacedTerm,
  text: string,
  caret: number,
  { fields }: Language,
  known: (key: string) => readonly string[],
): Completions {
  const span = term.valueSpans.find(({ from, to }) => from <= caret && caret <= to) ?? { from: caret, to: caret };
  const key = term.key ?? '';
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (!field) return { ...span, options: [] };
  const typed = text.slice(span.from, caret).replace(/^"/, '').toLowerCase();
  const all = [...new Set([...(field.me ? ['me'] : []), ...fixed(field), ...known(key)])];
  const fitting = all.filter((value) => value.toLowerCase().includes(typed));
  // What begins so comes before what only has it.
  fitting.sort((a, b) => Number(b.toLowerCase().startsWith(typed)) - Number(a.toLowerCase().startsWith(typed)));
  return {
    ...span,
    options: fitting.slice(0, most).map((value) => ({
      insert: `${quoted(value)} `,
      label: value,
      hint: value === 'me' && field.me ? 'you' : null,
    })),
  };
}

const fixed = ({ kind, values: given = [] }: Field): readonly string[] =>
  kind === 'since' || kind === 'older' ? ages : given;
