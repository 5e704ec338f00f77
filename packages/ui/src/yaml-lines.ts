/** What Enter types: `insert` at the cursor, or in place of the line up to it. */
export type NextLine = { insert: string; replacesLine: boolean };

/**
 * How YAML goes on after a line, by what stands before and behind the cursor: a list with its next item, a key without a value
 * with what is indented under it, all else as this line is indented. Enter in an empty item ends the list.
 */
export function afterEnter(before: string, behind: string): NextLine {
  const [lead = '', indent = ''] = /^( *)(?:- +)*/.exec(before) ?? [];
  const rest = before.slice(lead.length);
  if (/^ *-\s*$/.test(before) && behind.trim() === '')
    return { insert: indent.slice(0, Math.max(0, indent.length - 2)), replacesLine: true };
  const under = ' '.repeat(lead.length + 2);
  if (/(^|\s)#/.test(rest)) return { insert: `\n${indent}`, replacesLine: false };
  if (/:(\s+[|>][-+\d]*)?\s*$/.test(rest)) return { insert: `\n${under}`, replacesLine: false };
  const isItem = lead.length > indent.length;
  const isPair = /^[^\s#"'[{][^#]*?:(\s|$)/.test(rest);
  if (isItem && !isPair && behind.trim() === '') return { insert: `\n${lead}`, replacesLine: false };
  return { insert: `\n${' '.repeat(isItem && isPair ? lead.length : indent.length)}`, replacesLine: false };
}
