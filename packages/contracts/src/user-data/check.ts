import type { Document } from 'yaml';
import { userDataRefusal } from '../user-data.ts';
import { type Beside, conflicts } from './conflicts.ts';
import { deprecations } from './deprecations.ts';
import { locate, type Place } from './locate.ts';
import { nearest } from './nearest.ts';
import { type Path, type Problem, schemaProblems } from './problems.ts';
import { type Located, quoted, readYaml, type Span } from './read.ts';
import { atSamePlace, keysOf, root } from './schema.ts';
import { deprecationWords, insteadOf, problemWords } from './words.ts';

/** An error keeps user-data from being taken; a warning says what will not happen as it may be meant. */
export type UserDataIssue = {
  severity: 'error' | 'warning';
  message: string;
  /** Both count from 1. */
  line: number;
  column: number;
  /** The place in UTF-16 units; empty where something is missing. */
  from: number;
  to: number;
};
export type UserDataCheck = { ok: boolean; issues: UserDataIssue[] };

/**
 * All that can be known of a cloud-config before it runs: its YAML, cloud-init's own schema, and what meets what Virtfleet
 * sets itself. In the order of the text. Browser and server ask this same function; it brings a YAML reader and the
 * schema along, so pages load it when there is something to check.
 */
export function checkUserData(text: string, beside: Beside = {}): UserDataCheck {
  const refusal = userDataRefusal(text);
  if (refusal) return { ok: false, issues: [refused(text, refusal.message, refusal.line ?? 1)] };
  const { document, errors, value, position } = readYaml(text);
  const issue = (severity: UserDataIssue['severity'], { from, to, message }: Located): UserDataIssue => ({
    severity,
    message,
    ...position(from),
    from,
    to,
  });
  const broken = errors[0];
  if (broken) {
    const issues = [issue('error', broken)];
    const others = withoutLine(text, broken.from);
    if (others !== null) issues.push(...checkUserData(others, beside).issues);
    return { ok: false, issues: issues.sort((a, b) => a.from - b.from) };
  }
  if (value === null) return { ok: true, issues: [] };
  if (!isMapping(value)) return { ok: false, issues: [refused(text, noMapping, 2)] };
  try {
    const found = inContent(value, document, text, beside).map(({ severity, ...located }) => issue(severity, located));
    const issues = found.sort((a, b) => a.from - b.from || a.severity.localeCompare(b.severity));
    return { ok: issues.every(({ severity }) => severity !== 'error'), issues };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, issues: [refused(text, 'It is nested too deeply to be checked', 1)] };
  }
}

/**
 * The text but for a word that is no key yet, with nothing under it: spaces stand in its place. So what is wrong elsewhere
 * does not vanish whenever a key is typed.
 */
function withoutLine(text: string, offset: number): string | null {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const to = end < 0 ? text.length : end;
  const indent = /^ */.exec(text.slice(from, to))?.[0].length ?? 0;
  const next = /^(?:[ \t\r]*\n)*( *)\S/.exec(text.slice(to + 1));
  if (from === 0 || !/^ *(?:- +)*\w[\w-]*\s*$/.test(text.slice(from, to)) || (next?.[1]?.length ?? 0) > indent)
    return null;
  const others = `${text.slice(0, from)}${' '.repeat(to - from)}${text.slice(to)}`;
  return readYaml(others).errors.length === 0 ? others : null;
}

type Found = Located & Pick<UserDataIssue, 'severity'>;

function inContent(value: Mapping, document: Document, text: string, beside: Beside): Found[] {
  const at = (path: Path, side: 'key' | 'value'): Place & Span => {
    const place = locate(document, path, text);
    return { ...place, ...(side === 'key' ? (place.key ?? place.value) : place.value) };
  };
  const found: Found[] = [];
  const add = (severity: Found['severity'], { from, to }: Span, message: string) =>
    found.push({ severity, from, to, message });
  for (const problem of onceEach(schemaProblems(value)).filter(heeded)) {
    const part = valueAt(value, problem.path);
    const place = at(problem.path, problem.kind === 'unknown key' ? 'key' : sideOf(part));
    const severity = problem.kind === 'limit' && problem.node.format === 'uri' ? 'warning' : 'error';
    add(severity, place, problemWords(problem, part, place.source));
  }
  for (const old of deprecations(value)) add('warning', at(old.path, old.at), deprecationWords(old));
  for (const key of unknownKeys(value))
    add('warning', at([key], 'key'), `cloud-init has no key ${quoted(key)}${insteadOf(key, topLevelKeys())}`);
  for (const { path, message } of conflicts(value, beside))
    add('warning', at(path, sideOf(valueAt(value, path))), message);
  return found.filter((one, index) => found.findIndex((each) => isSame(each, one)) === index);
}

/** Of a whole mapping or list the key is marked. */
const sideOf = (part: unknown) =>
  Array.isArray(part) || (isMapping(part) && !(part instanceof Date)) ? 'key' : 'value';

/** Two modules may describe the same key. */
const isSame = (a: Found, b: Found) => a.from === b.from && a.message === b.message;

/** A key that is misspelt is not missing as well. */
function onceEach(problems: readonly Problem[]): Problem[] {
  const misspelt = problems.flatMap(({ kind, path }) => {
    const key = String(path.at(-1));
    return kind === 'unknown key' ? [{ owner: path.slice(0, -1).join('\0'), key }] : [];
  });
  return problems.filter(
    (problem) =>
      problem.kind !== 'missing key' ||
      !misspelt.some(({ owner, key }) => owner === problem.path.join('\0') && nearest(key, problem.keys) !== null),
  );
}

/** cloud-init checks dates, and takes any text for a host name (an address with colons is none to the validator). */
const heeded = (problem: Problem) => !(problem.kind === 'limit' && problem.node.format === 'hostname');

/** Read by cloud-init, though its schema is silent about them. */
const unwritten = new Set(
  `merge_how merge_type output datasource datasource_list system_info log_cfgs def_log_file log_basic syslog_fix_perms
  unverified_modules warnings updates network`.split(/\s+/),
);
const topLevelKeys = (): string[] => [...keysOf(atSamePlace(root, () => true)).keys()];

function unknownKeys(value: Mapping): string[] {
  const known = new Set(topLevelKeys());
  return Object.keys(value).filter((key) => !known.has(key) && !unwritten.has(key));
}

type Mapping = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(value: unknown, path: Path): unknown {
  let part = value;
  for (const step of path) {
    if (Array.isArray(part)) part = part[Number(step)];
    else if (isMapping(part)) part = part[String(step)];
    else return undefined;
  }
  return part;
}

const noMapping = 'A cloud-config is keys with their values, such as "packages: [nginx]"';

function refused(text: string, message: string, line: number): UserDataIssue {
  const lines = text.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return { severity: 'error', message, line, column: 1, from, to: from + (lines[line - 1]?.length ?? 0) };
}

/** The first error as one sentence with its place, or null. */
export function userDataError(text: string): string | null {
  const error = checkUserData(text).issues.find(({ severity }) => severity === 'error');
  return error ? `Line ${error.line}: ${error.message}` : null;
}
