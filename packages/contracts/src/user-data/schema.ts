import { dereference, type InstanceType, type OutputUnit, type Schema, validate } from '@cfworker/json-schema';
import json from './cloud-config.schema.json' with { type: 'json' };

/** What we read of a schema's nodes; the validator reads the rest. */
export type SchemaNode = {
  $ref?: string;
  type?: InstanceType | InstanceType[];
  enum?: unknown[];
  description?: string;
  deprecated?: boolean;
  default?: unknown;
  properties?: Record<string, SchemaNode>;
  patternProperties?: Record<string, SchemaNode>;
  additionalProperties?: boolean | SchemaNode;
  required?: string[];
  items?: SchemaNode | SchemaNode[];
  additionalItems?: boolean | SchemaNode;
  allOf?: SchemaNode[];
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  minimum?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  pattern?: string;
  format?: string;
  label?: string;
};

/** A copy, since the validator writes into it. Draft 4 knows no "prefixItems", and the one that stands there is broken. */
const validated: Schema = JSON.parse(JSON.stringify(json), (key, value) => (key === 'prefixItems' ? undefined : value));
/** The validator takes its definitions unseen, and so do we: a test proves that they are those of Debian's package. */
const definitions: Readonly<Record<string, SchemaNode>> = validated.$defs;
export const root: SchemaNode = { allOf: json.allOf };

/** The version whose schema this is: "22.4.2". */
export const cloudInitVersion = /of cloud-init ([\d.]+\d)/.exec(json.$comment)?.[1] ?? '';

/**
 * The schema calls itself draft 4, in which what stands beside a $ref does not count; cloud-init's validator counts it, and
 * the schema relies on it. 2019-09 counts it too, and reads all else that stands here as draft 4 does.
 */
const draft = '2019-09';
let lookup: Record<string, Schema | boolean> | undefined;

/** Every complaint, each of a collection followed by those of its members. */
export function schemaErrors(value: unknown): OutputUnit[] {
  lookup ??= dereference(validated);
  return validate(value, validated, draft, lookup, false).errors;
}

export function fits(value: unknown, node: SchemaNode): boolean {
  lookup ??= dereference(validated);
  return validate(value, node, draft, lookup).valid;
}

/** "#/$defs/users_groups.user" → its node. */
export function target(ref: string): SchemaNode {
  const node = definitions[ref.replace(/^#\/\$defs\//, '')];
  if (!node) throw new Error(`The schema refers to ${ref}, which it does not have`);
  return node;
}

/** The node itself and all that hold at the same place: behind references, in "allOf", and in the alternatives that `takes`. */
export function* atSamePlace(node: SchemaNode, takes: (branch: SchemaNode) => boolean): Generator<SchemaNode> {
  yield node;
  if (node.$ref) yield* atSamePlace(target(node.$ref), takes);
  for (const branch of node.allOf ?? []) yield* atSamePlace(branch, takes);
  for (const branch of [...(node.oneOf ?? []), ...(node.anyOf ?? [])])
    if (takes(branch)) yield* atSamePlace(branch, takes);
}

/** The nodes for a member of what `nodes` describe: a key of a mapping, or an item of a list. */
export function members(nodes: Iterable<SchemaNode>, step: string | number): SchemaNode[] {
  const found: SchemaNode[] = [];
  for (const node of nodes)
    if (typeof step === 'number') {
      const item = Array.isArray(node.items) ? node.items[step] : node.items;
      if (item) found.push(item);
    } else {
      const own = node.properties?.[step];
      if (own) found.push(own);
      for (const [pattern, each] of Object.entries(node.patternProperties ?? {}))
        if (new RegExp(pattern, 'u').test(step)) found.push(each);
      if (!own && typeof node.additionalProperties === 'object') found.push(node.additionalProperties);
    }
  return found;
}

/** Every key that a place may have, with its node: of the whole schema, or of one mapping in it. */
export function keysOf(nodes: Iterable<SchemaNode>): Map<string, SchemaNode> {
  const keys = new Map<string, SchemaNode>();
  for (const node of nodes)
    for (const [key, own] of Object.entries(node.properties ?? {})) {
      const known = keys.get(key);
      // What one branch deprecates another may still describe.
      if (!known || (known.deprecated && !own.deprecated)) keys.set(key, own);
    }
  return keys;
}
