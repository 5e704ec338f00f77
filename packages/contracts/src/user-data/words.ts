import type { Deprecation } from './deprecations.ts';
import { nearest } from './nearest.ts';
import type { Path, Problem } from './problems.ts';
import { quoted } from './read.ts';

/** What a problem is called, for a person. `source`: the value as it was written. */
export function problemWords(problem: Problem, value: unknown, source: string): string {
  const it = subject(problem.path);
  switch (problem.kind) {
    case 'unknown key': {
      const owner = problem.path.at(-2);
      const key = String(problem.path.at(-1));
      return `Unknown key ${quoted(key)}${typeof owner === 'string' ? ` in ${quoted(owner)}` : ''}${insteadOf(key, problem.known)}`;
    }
    case 'missing key':
      return `${it} lacks ${orList(problem.keys.filter((key) => key !== 'snapuser').map(quoted))}`;
    case 'too many keys':
      return problem.keys.length > 0
        ? `${it} takes only one of ${andList(problem.keys.map(quoted))}`
        : `${it} could be read in two ways`;
    case 'limit':
      return limitWords(it, problem);
    case 'type':
      return typeWords(it, problem, value, source);
  }
}

/** The key, or for an item its number and the list; a line number says the rest. */
function subject(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'The cloud-config';
  if (typeof last === 'string') return quoted(last);
  const list = path.findLast((step) => typeof step === 'string');
  return `Item ${last + 1} of ${quoted(String(list ?? ''))}`;
}

export function insteadOf(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  if (meant) return `; did you mean ${quoted(meant)}?`;
  return known.length > 0 && known.length <= 8 ? `; it takes ${andList(known.map(quoted))}` : '';
}

function typeWords(
  it: string,
  { path, types, values }: Extract<Problem, { kind: 'type' }>,
  value: unknown,
  source: string,
): string {
  const text = types.includes('string');
  const named = values.filter((one) => !text || typeof one !== 'string');
  const wanted = orList([...types.filter((type) => type !== 'null').map((type) => kinds[type]), ...named.map(plain)]);
  if (value === null || value === undefined) return `${it} is empty; it must be ${wanted}`;
  if (isMapping(value) && text)
    return commandLists.has(String(path.at(-2)))
      ? `${it} reads as a key with a value, because of the ": " in it. Put the whole command in quotes`
      : `${it} must be ${wanted}; where text holds ": ", quotes go around it`;
  if (text && !Array.isArray(value))
    return `${it} must be text: put ${source.includes('\n') ? 'it' : source.trim()} in quotes`;
  if (types.length === 1 && types[0] === 'boolean' && typeof value === 'string')
    return `${it} must be true or false${/^(true|false|yes|no|on|off)$/i.test(value) ? ', without quotes' : ''}`;
  if (types.includes('array') && typeof value === 'string' && /^[\w.+-]+$/.test(value))
    return `${it} must be ${wanted}: [${value}]`;
  const near =
    typeof value === 'string'
      ? nearest(
          value,
          values.filter((one) => typeof one === 'string'),
        )
      : null;
  return `${it} must be ${wanted}${near ? `; did you mean ${quoted(near)}?` : ''}`;
}

const kinds = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  null: 'empty',
} as const;
const commandLists = new Set(['runcmd', 'bootcmd']);
const isMapping = (value: unknown) => typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
const plain = (value: unknown): string => (typeof value === 'string' ? quoted(value) : String(value));

/** What the patterns of the schema stand for. */
const forms: Readonly<Record<string, string>> = {
  '^([0-9]+)?\\.?[0-9]+[BKMGT]$': 'a size such as "2G"',
  '^\\+?[0-9]+$': 'minutes such as "+5"',
  '^.+:.+$': '"name:password"',
  '^[-_0-9a-zA-Z]+(,[-_0-9a-zA-Z]+)*$': 'words with commas between them',
  date: 'a date such as "2030-12-31"',
  uri: 'an address such as "https://example.org/"',
};

function limitWords(it: string, { keyword, node }: Extract<Problem, { kind: 'limit' }>): string {
  switch (keyword) {
    case 'minItems':
      return (node.minItems ?? 1) > 1 ? `${it} needs at least ${node.minItems} items` : `${it} is an empty list`;
    case 'maxItems':
      return `${it} takes at most ${node.maxItems} items`;
    case 'minProperties':
      return `${it} is empty`;
    case 'uniqueItems':
      return `${it} holds the same item twice`;
    case 'minimum':
      return `${it} must be at least ${node.minimum}`;
    case 'pattern':
    case 'format': {
      const form = keyword === 'pattern' ? node.pattern : node.format;
      return `${it} must be ${forms[form ?? ''] ?? `of the form ${form}`}`;
    }
    default:
      return `${it} is not as cloud-init wants it (${keyword})`;
  }
}

/** "Dropped after April 2027. Use ``package_update``. Default: ``false``" → what to do about it. */
export function deprecationWords({ path, at, description }: Deprecation): string {
  const it = subject(path);
  const said = description.split('\n\n').findLast((part) => /deprecat|dropped|use/i.test(part)) ?? '';
  const advice = plainText(said).replace(/\s*Default: .*$/, '');
  const subjectWords = at === 'key' ? `${it} is out of date` : `This value of ${it} is out of date`;
  return /deprecat|dropped|^use/i.test(advice) ? `${subjectWords}: ${advice}` : subjectWords;
}

/** reStructuredText of the schema's descriptions as one line of plain text. */
export const plainText = (description: string): string =>
  description
    .replace(/``?([^`]+)``?/g, '"$1"')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();

const orList = (words: readonly string[]) => join(words, 'or');
const andList = (words: readonly string[]) => join(words, 'and');
function join(words: readonly string[], last: string): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
