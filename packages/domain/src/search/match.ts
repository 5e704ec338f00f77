import { type Atom, type Clause, fold } from './language.ts';

export type SearchValue = string | number | Date | null | undefined;

/** How a row answers: by its texts, and by each key; a key may have several values (tags), or none. */
export type RowReader<R> = {
  texts: (row: R) => readonly (string | null | undefined)[];
  fields: Readonly<Record<string, (row: R) => SearchValue | readonly SearchValue[]>>;
};

/** Whether a row answers a query, for lists that are in the browser whole. */
export const matches = <R>(row: R, clauses: readonly Clause[], reader: RowReader<R>): boolean =>
  clauses.every(({ key, negated, anyOf }) => {
    const read = key === null ? reader.texts : reader.fields[key];
    const answer = read?.(row);
    const values: readonly SearchValue[] = isMany(answer) ? answer : [answer];
    return anyOf.some((atom) => values.some((value) => holds(atom, value))) !== negated;
  });

const isMany = (value: SearchValue | readonly SearchValue[]): value is readonly SearchValue[] => Array.isArray(value);

function holds(atom: Atom, value: SearchValue): boolean {
  if (value === null || value === undefined) return false;
  switch (atom.is) {
    case 'containing':
      return fold(String(value)).includes(atom.text);
    case 'like':
      return isLike(fold(String(value)), atom.parts);
    case 'number':
      return typeof value === 'number' && compare[atom.op](value, atom.value);
    case 'since':
      return value instanceof Date && value >= atom.at;
    case 'before':
      return value instanceof Date && value < atom.at;
  }
}

const compare = {
  '=': (a: number, b: number) => a === b,
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
};

/** Whether the parts stand in the text in that order, the first at its beginning, the last at its end. No expression, so no text is slow. */
function isLike(text: string, parts: readonly string[]): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
