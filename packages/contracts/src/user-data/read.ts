import { type Document, LineCounter, parseDocument, type ScalarTag, type YAMLError } from 'yaml';

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
  // What is a warning to this reader (a tag that it does not know) stops PyYAML.
  const errors = [...document.errors, ...document.warnings].map((error) => locate(error, text));
  if (errors.length > 0) return { document, value: undefined, errors, position };
  try {
    return {
      document,
      value: document.contents === null ? null : document.toJS({ maxAliasCount: 100 }),
      errors,
      position,
    };
  } catch (error) {
    // The reader throws at an alias that names nothing, at a bomb of aliases, and at nesting deeper than its stack.
    const what = error instanceof ReferenceError ? error.message.split('\n')[0] : 'it is nested too deeply to be read';
    return { document, value: undefined, errors: [{ ...firstLine(text), message: `Not usable: ${what}` }], position };
  }
}

const firstLine = (text: string): Span => ({ from: 0, to: text.split('\n', 1)[0]?.length ?? 0 });

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
  tag('float', /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/, (text) =>
    Number.parseFloat(text.replaceAll('_', '')),
  ),
  tag('float', /^[-+]?\.(?:inf|Inf|INF)$/, (text) => sign(text) * Number.POSITIVE_INFINITY),
  tag('float', /^\.(?:nan|NaN|NAN)$/, () => Number.NaN),
];
const replaced: ReadonlySet<string | undefined> = new Set(pyYamlTags.map((own) => own.tag));

/** The reader's complaint, in words that tell what to type. */
function locate({ code, message, pos: [from, end] }: YAMLError, text: string): Located {
  const lineEnd = text.indexOf('\n', from);
  const to = Math.min(Math.max(end, from + 1), lineEnd < 0 ? text.length : Math.max(lineEnd, from));
  const line = text.slice(text.lastIndexOf('\n', from - 1) + 1, lineEnd < 0 ? undefined : lineEnd);
  return { from: Math.min(from, to), to, message: words(code, message, line) };
}

function words(code: YAMLError['code'], message: string, line: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'A tab indents this line; YAML takes spaces only';
    case 'DUPLICATE_KEY':
      return `The key ${quoted(line.split(':')[0]?.replace(/^[\s-]+/, '') ?? '')} stands here twice`;
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'A second ": " on one line: put the text in quotes';
    case 'MULTIPLE_DOCS':
      return 'A second document begins here ("---"); user-data is one';
    case 'BAD_SCALAR_START':
      return `${message.replace('Plain value', 'Text without quotes')}: put it in quotes`;
    case 'BAD_INDENT':
      return /sequence items must start|map items must start|column/.test(message)
        ? 'This line is indented otherwise than those beside it'
        : `Wrong indentation: ${lower(message)}`;
    case 'MISSING_CHAR':
      if (/followed by map values/.test(message))
        return `${quoted(line.trim())} is no key: a colon and a space must follow, or a value belongs before it`;
      if (/closing (["'])/.test(message)) return 'A quotation mark that is opened here is never closed';
      return message;
    case 'MULTILINE_IMPLICIT_KEY':
      return 'A line above this one ends without a colon, or this line is indented too far';
    case 'TAG_RESOLVE_FAILED':
      return `${message.replace('Unresolved tag:', 'Unknown tag')}; "!" at the beginning of a text needs quotes`;
    default:
      return message;
  }
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
export const quoted = (text: string) => `"${text.length > 40 ? `${text.slice(0, 39)}…` : text}"`;
