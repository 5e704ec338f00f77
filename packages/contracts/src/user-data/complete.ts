import { contextAt, keyAt } from './context.ts';
import { atSamePlace, keysOf, members, root, type SchemaNode } from './schema.ts';
import { plainText } from './words.ts';

export type Completion = {
  label: string;
  /** What is typed for it: a key with its colon, and the beginning of what must follow. */
  insert: string;
  /** "list", "true or false". */
  detail: string;
  about: string;
  deprecated: boolean;
  kind: 'key' | 'value' | 'header';
  /** Keys that nearly everyone wants come first: higher is earlier. */
  rank: number;
};
export type Completions = { from: number; options: Completion[] };

/** What may stand at a place of an unfinished cloud-config; null: nothing is known about it. */
export function completeUserData(text: string, position: number): Completions | null {
  if (/^[#\w-]*$/.test(text.slice(0, position)) && !/^#cloud-config\b/.test(text)) return header;
  const context = contextAt(text, position);
  if (!context) return null;
  const { path, typing, from, column, siblings } = context;
  const nodes = nodesAt(path);
  const keys = typing === 'value' ? [] : keyOptions(nodes, column, siblings, path.length === 0);
  const values = typing === 'key' ? [] : valueOptions(nodes);
  const options = [...keys, ...values];
  return options.length > 0 ? { from, options } : null;
}

const header: Completions = {
  from: 0,
  options: [
    {
      label: '#cloud-config',
      insert: '#cloud-config\n',
      detail: 'the first line',
      about: 'Tells cloud-init what the rest is.',
      deprecated: false,
      kind: 'header',
      rank: 1,
    },
  ],
};

/** What the schema says of the key at a place. */
export function describeUserData(
  text: string,
  position: number,
): { from: number; to: number; title: string; about: string } | null {
  const key = keyAt(text, position);
  if (!key) return null;
  const nodes = nodesAt(key.path);
  const title = String(key.path.at(-1));
  return nodes.length === 0
    ? null
    : { from: key.from, to: key.to, title: `${title}: ${typesOf(nodes)}`, about: aboutOf(nodes, title) };
}

const everywhere = (node: SchemaNode) => [...atSamePlace(node, () => true)];

function nodesAt(path: readonly (string | number)[]): SchemaNode[] {
  let nodes = everywhere(root);
  for (const step of path) nodes = members(nodes, step).flatMap(everywhere);
  return nodes;
}

const wanted = [
  'packages',
  'package_update',
  'package_upgrade',
  'runcmd',
  'write_files',
  'users',
  'timezone',
  'hostname',
];

function keyOptions(
  nodes: readonly SchemaNode[],
  column: number,
  siblings: ReadonlySet<string>,
  top: boolean,
): Completion[] {
  const options: Completion[] = [];
  for (const [key, node] of keysOf(nodes)) {
    if (siblings.has(key)) continue;
    const inner = everywhere(node);
    options.push({
      label: key,
      insert: `${key}:${opening(inner, ' '.repeat(column))}`,
      detail: typesOf(inner),
      about: aboutOf(inner, key),
      deprecated: inner.some(({ deprecated }) => deprecated) && node.deprecated === true,
      kind: 'key',
      rank: node.deprecated ? -1 : top && wanted.includes(key) ? wanted.length - wanted.indexOf(key) : 0,
    });
  }
  return options;
}

/** What follows a key's colon: a list or a mapping begins on a line of its own. */
function opening(nodes: readonly SchemaNode[], indent: string): string {
  const types = new Set(nodes.flatMap(({ type }) => type ?? []));
  if (types.has('array')) return `\n${indent}  - `;
  const scalar = [...types].some((type) => type !== 'object' && type !== 'null');
  return types.has('object') && !scalar ? `\n${indent}  ` : ' ';
}

function valueOptions(nodes: readonly SchemaNode[]): Completion[] {
  const values = new Map<string, SchemaNode>();
  for (const node of nodes) {
    for (const one of node.enum ?? []) values.set(asYaml(one), node);
    if ([node.type].flat().includes('boolean'))
      for (const one of ['true', 'false']) if (!values.has(one)) values.set(one, node);
  }
  return [...values].map(([value, node]) => ({
    label: value,
    insert: value,
    detail: String(node.default) === value ? 'default' : '',
    about: '',
    deprecated: node.deprecated === true,
    kind: 'value',
    rank: node.deprecated ? -1 : 0,
  }));
}

/** YAML 1.1 would read some words as something else. */
const asYaml = (value: unknown): string =>
  typeof value === 'string' && /^(yes|no|on|off|true|false|null|~|\d.*)$/i.test(value) ? `"${value}"` : String(value);

const names = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'true or false',
  array: 'list',
  object: 'keys',
  null: '',
} as const;

/** A list first: where several are possible, that is what is written. */
function typesOf(nodes: readonly SchemaNode[]): string {
  const given = nodes.flatMap(({ type }) => type ?? []);
  const types = [...given.filter((type) => type === 'array'), ...given].map((type) => names[type]);
  const values = nodes.some((node) => node.enum) ? ['one of several'] : [];
  return [...new Set([...types, ...values])].filter((word) => word !== '').join(', ');
}

function aboutOf(nodes: readonly SchemaNode[], key: string): string {
  const description = nodes.find((node) => node.description)?.description;
  return description ? plainText(description) : (ownWords[key] ?? '');
}

/** Of those that everybody uses the schema says nothing: cloud-init's pages on its modules do. */
const ownWords: Readonly<Record<string, string>> = {
  packages: 'Packages to install, by name, or as [name, version].',
  runcmd: 'Commands that run once, at the end of the first boot: each a line for sh, or a list of words.',
  bootcmd: 'Commands that run at each boot, before the network and all else: each a line for sh, or a list of words.',
  write_files: 'Files to write at the first boot, before packages are installed.',
  users: 'Users to make beside the login user of this form: each with a name, its groups, sudo and keys.',
  groups: 'Groups to make, each a name, or a name with its members.',
  apt: 'Where packages come from: sources, mirrors, a proxy.',
  mounts: 'Lines for /etc/fstab, each a list: device, place, file system, options.',
  ntp: 'Time servers, and the client that asks them.',
  swap: 'A swap file.',
};
