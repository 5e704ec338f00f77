import { fail } from '@virtfleet/contracts/errors';

const bare = /^[A-Za-z0-9_@%+:,./-]+$/;

/** argv as one line for a POSIX shell, which splits it into exactly that argv again (POSIX.1-2024, Shell Command Language §2.2.2). */
export function posixLine(argv: readonly string[]): string {
  if (argv.length === 0) throw refused('a command without words');
  return argv.map(posixWord).join(' ');
}

function posixWord(word: string): string {
  if (word.includes('\0')) throw refused('a NUL in a command');
  if (!word.isWellFormed()) throw refused('half a character in a command');
  return bare.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * argv as one line for virsh's own reader (tools/vsh.c, vshCommandStringGetArg): words split at blanks, `;` ends a command,
 * `#` begins a comment, quotes and backslashes as in a shell. Its line goes through readline first, where control
 * characters are keys and bytes above ASCII may be, so only printable ASCII passes: our own ids, never a person's text.
 */
export function virshLine(argv: readonly string[]): string {
  if (argv.length === 0) throw refused('a command without words');
  return argv.map(virshWord).join(' ');
}

function virshWord(word: string): string {
  if (!/^[\x20-\x7e]*$/.test(word)) throw refused('a character that virsh would take for a key');
  return bare.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const refused = (what: string) =>
  fail('internal', 'A command could not be written down safely', { detail: `refused to encode ${what}` });
