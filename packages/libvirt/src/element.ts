import { fail } from '@virtfleet/contracts/errors';

export type Attributes = Readonly<Record<string, string | number | undefined>>;
export type Element = { name: string; attributes: Attributes; children: readonly (Element | string)[] };
/** What may stand as a child; null and undefined are left out, so that optional parts read well. */
export type Child = Element | string | number | null | undefined;

/** One element; its children are elements, or one text. An attribute that is undefined is left out. */
export function el(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Element {
  const kept = children.filter((child) => child !== null && child !== undefined);
  return { name, attributes, children: kept.map((child) => (typeof child === 'number' ? String(child) : child)) };
}

/** The element as an indented document. Throws invalid_input for characters that XML 1.0 cannot hold. */
export const renderXml = (root: Element): string => `${render(root, '')}\n`;

function render(element: Element, indent: string): string {
  const tag = `${indent}<${xmlName(element.name)}${attributes(element.attributes)}`;
  if (element.children.length === 0) return `${tag}/>`;
  const texts = element.children.filter((child) => typeof child === 'string');
  if (texts.length === element.children.length) return `${tag}>${texts.map(escapeText).join('')}</${element.name}>`;
  // Beside elements, text would come back with our indentation in it.
  if (texts.length > 0) throw new Error(`<${element.name}> holds both text and elements`);
  const lines = element.children.map((child) => (typeof child === 'string' ? '' : render(child, `${indent}  `)));
  return `${tag}>\n${lines.join('\n')}\n${indent}</${element.name}>`;
}

const attributes = (of: Attributes): string =>
  Object.entries(of)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${xmlName(name)}="${escapeAttribute(String(value))}"`)
    .join('');

/** Names are ours, never a person's: one that does not fit is a mistake in this code. */
function xmlName(name: string): string {
  if (!/^[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?$/.test(name)) throw new Error(`"${name}" is no XML name`);
  return name;
}

/** Parsers turn a bare CR into LF (XML 1.0 §2.11), some the line ends of XML 1.1 too; "]]>" may not stand in text (§2.4). */
const escapeText = (text: string): string =>
  allowed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\r\u0085\u2028]/g, (end) => `&#${end.charCodeAt(0)};`);

/** A parser turns bare white space in attributes into blanks (XML 1.0 §3.3.3). */
const escapeAttribute = (text: string): string =>
  escapeText(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');

/** XML 1.0 §2.2: these have no spelling at all, not even as a character reference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function allowed(text: string): string {
  if (!text.isWellFormed()) throw fail('invalid_input', 'The text holds half of a Unicode character');
  const character = forbidden.exec(text)?.[0];
  if (character === undefined) return text;
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw fail('invalid_input', `The text holds the character U+${code}, which libvirt cannot store`);
}
