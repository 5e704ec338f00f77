/** Where a place in an unfinished cloud-config is: read off its lines, since YAML that is being typed has no tree yet. */
export type Context = {
  /** Of what is being typed, or of the key under the cursor: keys, and an index for each list. */
  path: (string | number)[];
  /** A key of the mapping at `path`, the value of the key at its end, or an item that may become either. */
  typing: 'key' | 'value' | 'item';
  /** What is there of it already, from `from` on. */
  word: string;
  from: number;
  /** The column that it begins in. */
  column: number;
  /** Keys that the same mapping has on other lines. */
  siblings: ReadonlySet<string>;
};

type Line = {
  from: number;
  /** Columns of the dashes that it begins with. */
  dashes: number[];
  /** Where its text begins behind them. */
  column: number;
  key: string | null;
  /** Behind the key's colon, or the whole text. */
  value: string;
  blank: boolean;
};

const keyPattern = /^("[^"]*"|'[^']*'|[^\s#:"'[{>|*&!%@`-][^#:]*?|-[^\s#:][^#:]*?)\s*:(?=\s|$)/;

function readLine(text: string, from: number): Line {
  const lead = /^ *(?:- +|-$)*/.exec(text)?.[0] ?? '';
  const dashes = [...lead.matchAll(/-/g)].map(({ index }) => index);
  const rest = text.slice(lead.length);
  const match = keyPattern.exec(rest);
  const key = match?.[1]?.replace(/^(["'])(.*)\1$/, '$2') ?? null;
  return {
    from,
    dashes,
    column: lead.length,
    key,
    value: (match ? rest.slice(match[0].length) : rest).replace(/(^|\s)#.*$/, '').trim(),
    blank: dashes.length === 0 && /^\s*(#.*)?$/.test(text),
  };
}

/** null: nothing can be said there, as in comments, blocks of text and brackets. */
export function contextAt(text: string, position: number): Context | null {
  const lines: Line[] = [];
  let from = 0;
  for (const line of text.split('\n')) {
    lines.push(readLine(line.replace(/\r$/, ''), from));
    from += line.length + 1;
  }
  const at = lines.findLastIndex((line) => line.from <= position);
  const line = lines[at];
  if (!line) return null;
  const before = text.slice(line.from, position);
  if (/(^|\s)#/.test(before)) return null;
  // The line as far as it is typed decides what is being typed.
  const typed = readLine(before, line.from);
  const up = pathTo(lines, at, typed);
  if (!up) return null;
  const { column } = typed;
  const siblings = siblingsOf(lines, at, column);
  if (typed.key !== null) {
    const word = before.slice(before.lastIndexOf(typed.value));
    if (/[[{"'|>]/.test(word) || !/:\s/.test(before.slice(typed.column))) return null;
    const value = typed.value === '' ? '' : word;
    return { path: [...up, typed.key], typing: 'value', word: value, from: position - value.length, column, siblings };
  }
  const word = before.slice(column);
  if (!/^[\w./-]*$/.test(word)) return null;
  return {
    path: up,
    typing: typed.dashes.length > 0 ? 'item' : 'key',
    word,
    from: line.from + column,
    column,
    siblings,
  };
}

/** The key that stands at a place, as a path, and where it stands. */
export function keyAt(text: string, position: number): { path: (string | number)[]; from: number; to: number } | null {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  const end = text.indexOf('\n', position);
  const line = readLine(text.slice(start, end < 0 ? undefined : end), start);
  if (line.key === null || line.blank) return null;
  const from = start + line.column;
  const to = from + line.key.length;
  if (position < from || position > to) return null;
  const context = contextAt(text, from);
  return context && { path: [...context.path, line.key], from, to };
}

/** The path of the mapping or list that something in `column` of line `at` belongs to; null inside of a block of text. */
function pathTo(lines: readonly Line[], at: number, typed: Line): (string | number)[] | null {
  const path: (string | number)[] = [];
  let column = typed.column;
  let isItem = false;
  const dash = (at: number) => {
    path.unshift(0);
    column = at;
    isItem = true;
  };
  for (const one of typed.dashes.toReversed()) dash(one);
  for (let index = at - 1; index >= 0 && (column > 0 || isItem); index--) {
    const line = lines[index];
    if (!line || line.blank) continue;
    const outer = line.dashes[0] ?? line.column;
    if (line.key !== null && (line.column < column || (isItem && line.column === column && line.dashes.length === 0))) {
      if (/^[|>]/.test(line.value) || line.value !== '') return null;
      path.unshift(line.key);
      column = line.column;
      isItem = false;
    } else if (line.key === null && line.dashes.length === 0 && line.column < column) return null;
    if (outer < column) for (const one of line.dashes.toReversed()) if (one < column) dash(one);
  }
  return path;
}

function siblingsOf(lines: readonly Line[], at: number, column: number): Set<string> {
  const keys = new Set<string>();
  for (const step of [-1, 1])
    for (let index = at + step; index >= 0 && index < lines.length; index += step) {
      const line = lines[index];
      if (!line || line.blank) continue;
      // A line that begins an item above is the first of its keys; one below begins the next item.
      const begins = line.dashes.length > 0;
      if (line.column < column || (begins && step > 0 && (line.dashes[0] ?? 0) < column)) break;
      if (line.column === column && line.key !== null) keys.add(line.key);
      if (begins && line.column === column) break;
    }
  return keys;
}
