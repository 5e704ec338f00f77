import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Pair } from 'yaml';
import type { Path } from './problems.ts';
import type { Span } from './read.ts';

export type Place = { key: Span | null; value: Span; source: string };

/**
 * Where a part of the value stands in the text: its key (null for items) and itself, cut to its first line. What came by an
 * alias or a merge key stands where that is written; what is nowhere stands where its nearest owner does.
 */
export function locate(document: Document, path: Path, text: string): Place {
  let node: unknown = document.contents;
  let key: Span | null = null;
  let value = spanOf(node) ?? { from: 0, to: 0 };
  for (const step of path) {
    const owner = isAlias(node) ? node.resolve(document) : node;
    if (isSeq(owner)) {
      node = owner.items[Number(step)];
      key = null;
    } else if (isMap(owner)) {
      const pair = owner.items.find((one) => isPair(one) && keyText(one) === String(step));
      if (!pair) break;
      node = pair.value;
      key = spanOf(pair.key);
    } else break;
    // A value that isn't there (`packages:`) has its key to point at.
    const span = spanOf(node);
    value = span && span.to > span.from ? span : (key ?? value);
  }
  return { key: key && firstLine(key, text), value: firstLine(value, text), source: text.slice(value.from, value.to) };
}

/** As toJS() names it. */
function keyText({ key }: Pair): string {
  return isScalar(key) ? String(key.value ?? '') : String(key);
}

function spanOf(node: unknown): Span | null {
  const range = isNode(node) ? node.range : null;
  return range ? { from: range[0], to: range[1] } : null;
}

function firstLine({ from, to }: Span, text: string): Span {
  const end = text.indexOf('\n', from);
  return { from, to: end < 0 || end > to ? to : text[end - 1] === '\r' ? end - 1 : end };
}
