import { quoteArgv, quoteWord } from './format.ts';

export type ScriptCommand = {
  argv: readonly string[];
  stdinText?: string | null | undefined;
  /** Of bytes only the size and the hash are kept; the script names a file that must hold them. */
  stdinBytes?: number | null | undefined;
  stdinSha256?: string | null | undefined;
  /** What that file is called, where the hash is not known yet. */
  stdinName?: string | undefined;
  /** null: it did not end. */
  exitCode?: number | null | undefined;
};

/** The commands of some work as a script that an admin can read, learn from, and run on the host. */
export function asScript(
  title: string,
  steps: readonly { name: string; commands: readonly ScriptCommand[] }[],
): string {
  const parts = steps.flatMap(({ name, commands }) => [
    comment(name),
    ...(commands.length === 0 ? ['# nothing to run'] : commands.map((command) => lines(command, tolerance(command)))),
    '',
  ]);
  return ['#!/bin/sh', comment(title), 'set -e', '', ...parts].join('\n').trimEnd().concat('\n');
}

/** One command for a POSIX shell, with what it was given. */
export const commandScript = (command: ScriptCommand): string => lines(command, '');

/** A long command as a shell takes it, each option on a line of its own with what belongs to it. */
export function commandLines(argv: readonly string[]): string {
  const parts: string[][] = [];
  for (const word of argv) {
    const last = parts.at(-1);
    if (!last || word.startsWith('--')) parts.push([word]);
    else last.push(word);
  }
  return parts.map((words) => quoteArgv(words)).join(' \\\n  ');
}

/** A newline in a name must not end the comment. */
const comment = (text: string): string => `# ${text.replace(/[\r\n]+/g, ' ')}`;

/** It failed and the work went on, so the script goes on as well. */
const tolerance = ({ exitCode = 0 }: ScriptCommand): string =>
  exitCode === 0 ? '' : ` || true # ${exitCode === null ? 'did not end' : `exit ${exitCode}`}`;

function lines({ argv, stdinText, stdinBytes, stdinSha256, stdinName }: ScriptCommand, end: string): string {
  const command = quoteArgv(argv);
  if (stdinText != null) return withText(command, stdinText, end);
  if (!stdinBytes) return command + end;
  if (stdinName !== undefined)
    return `# ${comment(stdinName).slice(2)}: ${stdinBytes} bytes\n${command} < ${quoteWord(stdinName)}${end}`;
  const file = `bytes-${(stdinSha256 ?? 'unknown').slice(0, 12)}`;
  return `# ${file}: ${stdinBytes} bytes, sha256 ${stdinSha256 ?? 'unknown'}\n${command} < ${file}${end}`;
}

/** A here-document always ends with a newline; text that doesn't is printed as it is. */
function withText(command: string, text: string, end: string): string {
  if (!text.endsWith('\n')) return `printf %s ${quoteWord(text)} | ${command}${end}`;
  let mark = 'END';
  while (text.split('\n').includes(mark)) mark += '_';
  return `${command} <<'${mark}'${end}\n${text}${mark}`;
}
