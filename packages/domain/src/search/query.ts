/**
 * The search language of every list: words, and `key:value` terms, all of which must hold.
 *
 *   query = { blank | term }        term  = ["-"] [key ":"] value { "," value }
 *   key   = letter { letter | "-" } value = bare | '"' { any | '\"' | '\\' } '"'
 *
 * "-" negates; of several values one must hold: `state:running,paused -tag:prod "two words"`.
 */

/** Half-open, in UTF-16 units of the text: where a message or a completion belongs. */
export type Span = { from: number; to: number };
export type Problem = Span & { message: string };

export type Term = {
  /** Lower case; null: free text. */
  key: string | null;
  negated: boolean;
  /** One of them must hold. */
  values: string[];
};

/** A term, and where its parts stand in the text. */
export type PlacedTerm = Term & Span & { keySpan: Span | null; valueSpans: Span[] };

export type ParsedQuery = { terms: PlacedTerm[]; problems: Problem[] };

const keyAhead = /([a-z][a-z-]*):/iy;
const blanks = /\s*/y;

/** Reads any text; what can't be understood is told in `problems`, and never thrown. */
export function parse(text: string): ParsedQuery {
  const problems: Problem[] = [];
  const terms: PlacedTerm[] = [];
  let at = skip(text, 0);
  while (at < text.length) {
    const term = readTerm(text, at, problems);
    terms.push(term);
    at = skip(text, term.to);
  }
  return { terms, problems };
}

const skip = (text: string, at: number): number => {
  blanks.lastIndex = at;
  return at + (blanks.exec(text)?.[0].length ?? 0);
};

function readTerm(text: string, from: number, problems: Problem[]): PlacedTerm {
  const negated = text[from] === '-';
  const keyFrom = negated ? from + 1 : from;
  keyAhead.lastIndex = keyFrom;
  const key = keyAhead.exec(text)?.[1] ?? null;
  const keySpan = key === null ? null : { from: keyFrom, to: keyFrom + key.length };
  let at = keySpan ? keySpan.to + 1 : keyFrom;
  const values: string[] = [];
  const valueSpans: Span[] = [];
  for (;;) {
    const { value, to, closed } = readValue(text, at);
    if (value === null) problems.push({ from, to, message: missing(key, values.length > 0) });
    if (!closed) problems.push({ from: at, to, message: 'This quote is never closed: add " at its end' });
    values.push(value ?? '');
    valueSpans.push({ from: at, to });
    at = to;
    if (text[at] !== ',') break;
    at++;
  }
  return { key: key?.toLowerCase() ?? null, negated, values, from, to: at, keySpan, valueSpans };
}

const missing = (key: string | null, afterComma: boolean): string =>
  afterComma
    ? 'Another value belongs after the comma'
    : key === null
      ? 'Say what must not be found'
      : `Say which: ${key.toLowerCase()}:…`;

/** `value` null: there is none. */
function readValue(text: string, from: number): { value: string | null; to: number; closed: boolean } {
  if (text[from] === '"') return readQuoted(text, from);
  let to = from;
  while (to < text.length && text[to] !== ',' && !/\s/.test(text[to] ?? '')) to++;
  return { value: to === from ? null : text.slice(from, to), to, closed: true };
}

function readQuoted(text: string, from: number) {
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '"') return { value, to: at + 1, closed: true };
    if (text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) at++;
    value += text[at];
  }
  return { value, to: text.length, closed: false };
}

/** As a person would type it; `parse` reads the same terms from it. */
export const print = (terms: readonly Term[]): string => terms.map(printTerm).join(' ');

const printTerm = ({ key, negated, values }: Term): string =>
  `${negated ? '-' : ''}${key === null ? '' : `${key}:`}${values.map((value) => quoted(value, key === null)).join(',')}`;

/** Quoted only where it must be. */
export function quoted(value: string, free = false): string {
  const plain = value !== '' && !/[\s,"]/.test(value) && !(free && /^(-|[a-z][a-z-]*:)/i.test(value));
  return plain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** The text with a term more, or without it when it has it already: what a chip or a click on a value does. */
export function toggled(text: string, term: Term): string {
  const { terms } = parse(text);
  const wanted = printTerm(term);
  const others = terms.filter((each) => printTerm(each) !== wanted);
  return print(others.length < terms.length ? others : [...terms, term]);
}
