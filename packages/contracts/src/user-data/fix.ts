import type { UserDataFix } from '../user-data.ts';

/** What a person would have typed had they known. The text of a script comes through byte for byte, but for CRs. */
export function fixUserData(text: string, fix: UserDataFix): string {
  switch (fix) {
    case 'wrap script':
      return wrapScript(text);
    case 'add header':
      return `#cloud-config\n${text}`;
    case 'clean header':
      return text.replace(/^[\ufeff\s]*#cloud-config[ \t]*/i, '#cloud-config');
  }
}

const path = '/usr/local/sbin/first-boot';

function wrapScript(script: string): string {
  // A kernel would look for an interpreter named "sh\r".
  const content = script.replaceAll('\r\n', '\n');
  // Nobody but root may read what it may hold.
  return `#cloud-config
write_files:
  - path: ${path}
    permissions: "0700"
    content: ${plainText.test(content) ? block(content) : quotes(content)}
runcmd:
  - ${path}
`;
}

/** What every reader of YAML takes for the same characters and the same lines. */
const plainText = /^[\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** A literal block. Its first line is "#!", so no line's own spaces can be taken for its indentation. */
function block(content: string): string {
  const lines = content.replace(/\n+$/, '').split('\n');
  const end = content.slice(lines.join('\n').length);
  const keep = end === '' ? '-' : end === '\n' ? '' : '+';
  return `|${keep}\n${lines.map((line) => (line === '' ? '' : `      ${line}`)).join('\n')}${end.slice(1)}`;
}

/** JSON in ASCII, which is YAML too. */
const quotes = (content: string): string =>
  JSON.stringify(content).replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
