import { type ParsedQuery, type PlacedTerm, type Problem, parse, print } from './query.ts';

/**
 * What may stand after a key. word: the whole value, with * for anything, in any case · choice: one of a few ·
 * number: 4, >2, <=8 · since, older: 30m, 2h, 7d, or a day such as 2026-01-31.
 */
export type Field = {
  kind: 'word' | 'choice' | 'number' | 'since' | 'older';
  /** For the completion: "who made it". */
  what: string;
  /** All of a choice's; of a word, those that are known beforehand. */
  values?: readonly string[];
  /** `me` stands for who asks. */
  me?: boolean;
};

export type Language = {
  /** "VMs": for messages. */
  things: string;
  fields: Readonly<Record<string, Field>>;
};

export type SearchEnv = { now: Date; userId: string };

/** One test of one value. Texts are lower case already. */
export type Atom =
  | { is: 'containing'; text: string }
  | { is: 'like'; parts: string[] }
  | { is: 'number'; op: NumberOp; value: number }
  | { is: 'since' | 'before'; at: Date };
export type NumberOp = '=' | '<' | '<=' | '>' | '>=';

/** Of `anyOf` one must hold, or none when negated. `key` null: the row's texts. */
export type Clause = { key: string | null; negated: boolean; anyOf: Atom[] };

export type ReadQuery = {
  clauses: Clause[];
  /** Nothing here: it may be run. */
  problems: Problem[];
  /** The same, as it is printed: equal queries have equal texts. */
  text: string;
};

/** From text to tests, which the browser (match.ts) and the database (db/search.ts) run alike. */
export function readQuery(text: string, language: Language, env: SearchEnv): ReadQuery {
  const parsed = parse(text);
  const problems = [...parsed.problems];
  const clauses = parsed.terms.map((term) => clauseOf(term, parsed, language, env, problems));
  return { clauses, problems: problems.sort((a, b) => a.from - b.from), text: print(parsed.terms) };
}

/** What is wrong with a text, each thing at its place. */
export const problemsOf = (text: string, language: Language): Problem[] =>
  readQuery(text, language, { now: new Date(0), userId: '' }).problems;

function clauseOf(
  term: PlacedTerm,
  parsed: ParsedQuery,
  language: Language,
  env: SearchEnv,
  problems: Problem[],
): Clause {
  const { key, negated, values, valueSpans, keySpan } = term;
  const broken = parsed.problems.some(({ from, to }) => from >= term.from && to <= term.to);
  if (key === null || broken)
    return { key, negated, anyOf: values.map((value) => ({ is: 'containing', text: fold(value) })) };
  const field = Object.hasOwn(language.fields, key) ? language.fields[key] : undefined;
  if (!field) {
    const { from, to } = keySpan ?? term;
    problems.push({ from, to, message: unknownKey(key, language) });
    return { key, negated, anyOf: [] };
  }
  const anyOf = values.flatMap((value, index) => {
    const atom = atomOf(field, value, env);
    if (typeof atom !== 'string') return [atom];
    const { from, to } = valueSpans[index] ?? term;
    problems.push({ from, to, message: atom });
    return [];
  });
  return { key, negated, anyOf };
}

/** One lower case for browser and database (where it is that of pg_unicode_fast). */
export const fold = (text: string): string => text.toLowerCase();

/** The test, or what is wrong with the value. */
function atomOf(field: Field, value: string, env: SearchEnv): Atom | string {
  switch (field.kind) {
    case 'word':
      if (field.me && fold(value) === 'me') return { is: 'like', parts: [env.userId] };
      return { is: 'like', parts: fold(value).split('*') };
    case 'choice':
      if (field.values?.includes(fold(value))) return { is: 'like', parts: [fold(value)] };
      return `${unknownChoice(value)}${meant(fold(value), field.values ?? [])} It is one of ${list(field.values ?? [])}`;
    case 'number': {
      const [, op, number] = /^(>=|<=|>|<|=)?(\d{1,9}(?:\.\d{1,3})?)$/.exec(value) ?? [];
      if (number === undefined) return 'Give a number: 4, >2 or <=8';
      return { is: 'number', op: isOp(op) ? op : '=', value: Number(number) };
    }
    case 'since':
    case 'older': {
      const at = moment(value, env.now);
      if (!at) return 'Give an age such as 30m, 2h or 7d, or a day such as 2026-01-31';
      return { is: field.kind === 'since' ? 'since' : 'before', at };
    }
  }
}

const isOp = (op: string | undefined): op is NumberOp => op !== undefined && op !== '';

const unitMs: Record<string, number> = { s: 1e3, m: 6e4, min: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

/** That long before now, or the beginning of that day (UTC); null: neither. */
function moment(value: string, now: Date): Date | null {
  const [, amount, unit = ''] = /^(\d{1,5})(s|m|min|h|d|w)$/i.exec(value) ?? [];
  if (amount !== undefined) return new Date(now.getTime() - Number(amount) * (unitMs[unit.toLowerCase()] ?? 0));
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(value)) return null;
  const day = new Date(`${value}T00:00:00Z`);
  // 30 February would become March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value) ? day : null;
}

function unknownKey(key: string, { fields, things }: Language): string {
  const keys = Object.keys(fields);
  return `${things} can’t be searched by “${key}”.${meant(key, keys)} There are: ${keys.join(', ')}. To find the text itself, quote it`;
}

const unknownChoice = (value: string): string => `There is no “${value}”.`;
const list = (values: readonly string[]): string => values.join(', ');

function meant(word: string, known: readonly string[]): string {
  const [best] = known
    .map((each) => ({ each, far: distance(word, each) }))
    .filter(({ each, far }) => far <= 2 && far < each.length)
    .sort((a, b) => a.far - b.far);
  return best ? ` Did you mean ${best.each}?` : '';
}

/** How many letters must change, come or go (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
