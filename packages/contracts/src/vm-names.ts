import { z } from 'zod';

/** A VM's name is its hostname: one DNS label (RFC 1123 §2.1), lower case. */
export const vmName = z
  .string()
  .min(1, 'Give it a name, such as "web-01"')
  .max(63, 'At most 63 characters')
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'Lower-case letters, digits and hyphens only, beginning and ending with a letter or digit',
  );

/** More at once is a mistake more often than a wish, and one transaction must stay short. */
export const mostVmsAtOnce = 100;

export type Names = { ok: true; names: string[] } | { ok: false; message: string };

/**
 * The names that a pattern stands for, in its order: "web-{01..05}" counts, with zeros in front as its first number has;
 * "db-{a,b}" lists; a plain name is itself. Each must be a VM's name, and no two the same.
 */
export function expandNames(pattern: string): Names {
  const parts = pattern.split(/(\{[^{}]*\})/);
  let names = [''];
  for (const part of parts) {
    const choices = part.startsWith('{') && part.endsWith('}') ? choicesIn(part.slice(1, -1)) : [part];
    if (typeof choices === 'string') return { ok: false, message: choices };
    if (names.length * choices.length > mostVmsAtOnce) return tooMany;
    names = names.flatMap((name) => choices.map((choice) => name + choice));
  }
  if (names.some((name) => /[{}]/.test(name)))
    return { ok: false, message: 'A brace is not closed: write {01..05} or {a,b}' };
  for (const name of names) {
    const issue = vmName.safeParse(name).error?.issues[0];
    if (issue) return { ok: false, message: names.length > 1 ? `${name}: ${issue.message}` : issue.message };
  }
  const twice = names.find((name, at) => names.indexOf(name) < at);
  return twice === undefined ? { ok: true, names } : { ok: false, message: `It makes ${twice} twice` };
}

const tooMany: Names = { ok: false, message: `At most ${mostVmsAtOnce} VMs at once` };

/** What stands between braces, or what is wrong with it. */
function choicesIn(text: string): string[] | string {
  const range = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text);
  if (!range) return text.includes(',') ? text.split(',') : 'Between braces goes a range or a list: {01..05} or {a,b}';
  const [, from = '', to = ''] = range;
  const [first, last] = [Number(from), Number(to)];
  if (last < first) return `Count up: {${to}..${from}}`;
  if (last - first >= mostVmsAtOnce) return `At most ${mostVmsAtOnce} VMs at once`;
  const width = from.startsWith('0') ? from.length : 0;
  return Array.from({ length: last - first + 1 }, (_, n) => String(first + n).padStart(width, '0'));
}

/** One name, or a pattern that makes several: web-{01..05}. */
export const vmNamePattern = z.string().superRefine((pattern, ctx) => {
  const made = expandNames(pattern);
  if (!made.ok) ctx.addIssue({ code: 'custom', message: made.message });
});

/** The pattern that makes the first `count` of a pattern's names: of "web-{01..12}" the first four are "web-{01..04}". */
export function firstOf(pattern: string, count: number): string {
  const made = expandNames(pattern);
  if (!made.ok || count >= made.names.length) return pattern;
  const [first = '', ...others] = made.names.slice(0, Math.max(1, count));
  if (others.length === 0) return first;
  const range = /^([^{}]*)\{(\d+)\.\.\d+\}([^{}]*)$/.exec(pattern);
  if (!range) return `{${[first, ...others].join(',')}}`;
  const [, before = '', from = '', after = ''] = range;
  const last = made.names[count - 1]?.slice(before.length, after === '' ? undefined : -after.length);
  return `${before}{${from}..${last}}${after}`;
}
