import { fail } from '@virtfleet/contracts/errors';
import { DOMParser, type Document, type Element } from '@xmldom/xmldom';

export type { Document, Element };

/** The root element of what libvirt printed. Throws `internal` when it is not well-formed, or another root than `name`. */
export function parseXml(text: string, name: string): Element {
  const root = parseDocument(text).documentElement;
  if (root?.nodeName !== name)
    throw fail('internal', 'The host answered something unexpected', {
      detail: `expected <${name}> of libvirt, got <${root?.nodeName ?? ''}>`,
    });
  return root;
}

function parseDocument(text: string): Document {
  const problems: string[] = [];
  // Its default only prints errors and goes on.
  const onError = (level: string, message: string) => {
    problems.push(message);
    if (level !== 'warning') throw new Error(message);
  };
  try {
    return new DOMParser({ onError }).parseFromString(text, 'text/xml');
  } catch (cause) {
    const detail = `not XML: ${problems.at(-1) ?? String(cause)}: ${text.slice(0, 200)}`;
    throw fail('internal', 'The host answered something unexpected', { detail, cause });
  }
}

/** The child elements, of any name or of this one. */
export const childrenOf = (parent: Element, name?: string): Element[] =>
  [...parent.childNodes].filter(isElement).filter((child) => name === undefined || child.nodeName === name);

const isElement = (node: Node): node is Element => node.nodeType === 1;
type Node = Element['childNodes'][number];

/** The first element along a path of names such as "target/path", or null. */
export function find(parent: Element, path: string): Element | null {
  let at: Element | undefined = parent;
  for (const name of path.split('/')) at = at && childrenOf(at, name)[0];
  return at ?? null;
}

/** The text of the first element along a path, trimmed; null: no such element. */
export const textAt = (parent: Element, path: string): string | null => find(parent, path)?.textContent?.trim() ?? null;

/** An attribute of the first element along a path ("os/type", "machine"); null: it isn't there. */
export const attributeAt = (parent: Element, path: string, name: string): string | null =>
  find(parent, path)?.getAttribute(name) ?? null;

/** An element's own attributes as a map. */
export const attributesOf = (element: Element): Record<string, string> =>
  Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));
