import {
  type Document,
  isAlias,
  isCollection,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type ScalarTag,
  visit,
  type YAMLError,
} from 'yaml';

/** A stretch of the text, in UTF-16 units from its beginning. */
export type Span = { from: number; to: number };
export type Located = Span & { message: string };
export type Reading = {
  document: Document;
  /** What cloud-init would read, or undefined when it could not. */
  value: unknown;
  errors: Located[];
  /** Both count from 1. */
  position: (offset: number) => { line: number; column: number };
};

/**
 * Reads YAML as PyYAML does for cloud-init: version 1.1, so `yes` is a truth, 0644 is a number and 2030-01-01 a date. Twice
 * the same key is an error here, although PyYAML would take the last: nobody means it.
 */
export function readYaml(text: string): Reading {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    schema: 'yaml-1.1',
    customTags: (tags) => [...tags.filter((tag) => typeof tag === 'string' || !replaced.has(tag.tag)), ...pyYamlTags],
    lineCounter: lines,
    prettyErrors: false,
  });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  // What is a warning to this reader (a tag that it does not know) stops PyYAML. The first is the cause of those after it.
  const complaint = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])[0];
  const error = complaint ? explain(complaint, document, text) : unusable(document);
  if (error) return { document, value: undefined, errors: [error], position };
  try {
    const value = document.contents === null ? null : document.toJS({ maxAliasCount: 100 });
    return { document, value, errors: [], position };
  } catch (error) {
    // The reader throws at a bomb of aliases, and at nesting deeper than its stack.
    const what = error instanceof ReferenceError ? 'Too many aliases of aliases' : 'It is nested too deeply to be read';
    return { document, value: undefined, errors: [{ from: 0, to: firstLineOf(text).length, message: what }], position };
  }
}

const firstLineOf = (text: string) => text.split('\n', 1)[0] ?? '';

/** What this reader takes and PyYAML does not: an alias without its anchor, a key that is no text. */
function unusable(document: Document): Located | null {
  let found: Located | null = null;
  const mark = (node: Node, message: string) => {
    found = { from: node.range?.[0] ?? 0, to: node.range?.[1] ?? 0, message };
    return visit.BREAK;
  };
  try {
    visit(document, {
      Alias: (_, alias) =>
        alias.resolve(document)
          ? undefined
          : mark(
              alias,
              `No "&${alias.source}" stands above this "*${alias.source}"; text that begins with "*" needs quotes`,
            ),
      Pair: (_, { key }) =>
        isNode(key) && !isScalar(key) && !isAlias(key)
          ? mark(key, 'A key must be text, and no list or mapping')
          : undefined,
    });
  } catch (error) {
    // Deeper than the stack: what reads the values says so.
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

const tag = (name: string, test: RegExp, resolve: ScalarTag['resolve']): ScalarTag => ({
  tag: `tag:yaml.org,2002:${name}`,
  default: true,
  test,
  resolve,
});
const sign = (text: string) => (text.startsWith('-') ? -1 : 1);
const digits = (text: string) => text.replace(/[_+-]/g, '');
const base60 = (text: string) =>
  sign(text) *
  digits(text)
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);

/** yaml/resolver.py of PyYAML, which differs from the letter of YAML 1.1: `y` and `n` are text, and so is 1e3. */
const pyYamlTags: ScalarTag[] = [
  tag('bool', /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/, () => true),
  tag('bool', /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/, () => false),
  tag('int', /^[-+]?0b[0-1_]+$/, (text) => sign(text) * Number.parseInt(digits(text).slice(2), 2)),
  tag('int', /^[-+]?0x[0-9a-fA-F_]+$/, (text) => sign(text) * Number.parseInt(digits(text).slice(2), 16)),
  tag('int', /^[-+]?0[0-7_]+$/, (text) => sign(text) * Number.parseInt(digits(text), 8)),
  tag('int', /^[-+]?(?:0|[1-9][0-9_]*)$/, (text) => sign(text) * Number(digits(text))),
  tag('int', /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/, base60),
  tag('float', /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/, base60),
  tag('float', /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/, (text) =>
    Number.parseFloat(text.replaceAll('_', '')),
  ),
  tag('float', /^[-+]?\.(?:inf|Inf|INF)$/, (text) => sign(text) * Number.POSITIVE_INFINITY),
  tag('float', /^\.(?:nan|NaN|NAN)$/, () => Number.NaN),
  tag(
    'timestamp',
    /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
    (text, refuse) => {
      const [year = 0, month = 0, day = 0] = text.split(/[-Tt \t]/, 3).map(Number);
      const date = new Date(Date.UTC(year, month - 1, day));
      if (date.getUTCMonth() !== month - 1) refuse(`There is no date ${text}; text of this form needs quotes`);
      return date;
    },
  ),
];
const replaced: ReadonlySet<string | undefined> = new Set(pyYamlTags.map((own) => own.tag));

/** The reader's complaint, in words that tell what to type, at the place where it is to be typed. */
function explain({ code, message, pos }: YAMLError, document: Document, text: string): Located {
  const open = /closing (["'])|end with a ([\]}])/.exec(message);
  if (open) {
    const from = openingOf(document, pos[0]);
    const mark = text[from] ?? '';
    if (from >= 0 && /["'[{]/.test(mark)) return { from, to: from + 1, message: `This ${mark} is never closed` };
  }
  const from = Math.min(pos[0], text.length);
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const end = text.indexOf('\n', from) < 0 ? text.length : text.indexOf('\n', from);
  const line = text.slice(start, end);
  // The reader marks a character; a person reads words.
  const word = /^[\w-]+/.exec(text.slice(from, end))?.[0].length ?? 1;
  const to = Math.max(from, Math.min(Math.max(pos[1], from + word), end));
  // An indentation that is wrong is marked whole.
  const blank = text.slice(from, end).trim() === '' || /^\s/.test(text.slice(from, to));
  if (blank && code !== 'TAB_AS_INDENT') return { from: start, to: end, message: indentation };
  return { from, to, message: words(code, message, { line, rest: text.slice(from, end) }) };
}

const indentation = 'This line is indented otherwise than those beside it';

/** Where the innermost quote or bracket opens that is still open at `offset`. */
function openingOf(document: Document, offset: number): number {
  let from = -1;
  visit(document, {
    Node: (_, node) => {
      const quoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
      if (
        (quoted || (isCollection(node) && node.flow)) &&
        node.range &&
        node.range[0] <= offset &&
        node.range[2] >= offset - 1
      )
        from = Math.max(from, node.range[0]);
    },
  });
  return from;
}

function words(code: YAMLError['code'], message: string, { line, rest }: { line: string; rest: string }): string {
  const key = quoted(line.trim());
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'A tab indents this line; YAML takes spaces only';
    case 'DUPLICATE_KEY':
      return `The key ${quoted(rest.split(':')[0]?.trim() ?? '')} stands here twice`;
    case 'BLOCK_AS_IMPLICIT_KEY':
      return /:(\s|$)/.test(rest)
        ? 'A second ": " on one line: put the text in quotes'
        : 'This key has a value already, so the line below must not be indented further';
    case 'MULTIPLE_DOCS':
      return 'A second document begins here ("---"); user-data is one';
    case 'BAD_SCALAR_START':
      return `Text that begins with "${rest.charAt(0)}" needs quotes`;
    case 'BAD_INDENT':
      return indentation;
    case 'MULTILINE_IMPLICIT_KEY':
      return /:(\s|$)/.test(line) ? indentation : `${key} lacks a colon, or belongs to the line above`;
    case 'MISSING_CHAR':
      if (/followed by map values/.test(message)) return `${key} lacks a colon, or belongs to the line above`;
      return /without - indicator/.test(message) ? `${key} lacks a "- ", as the items above have it` : message;
    case 'TAG_RESOLVE_FAILED':
      if (/^There is/.test(message)) return message;
      return `"${rest.split(/\s/)[0]}" is no tag that cloud-init knows; text that begins with "!" needs quotes`;
    case 'BAD_DQ_ESCAPE':
      return `${message}; in single quotes a backslash is only itself`;
    default:
      return /at node end|in YAML stream/.test(message) ? indentation : message;
  }
}

export const quoted = (text: string) => `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`;
