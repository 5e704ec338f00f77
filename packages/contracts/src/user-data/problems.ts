import type { InstanceType, OutputUnit } from '@cfworker/json-schema';
import { root, type SchemaNode, schemaErrors, target } from './schema.ts';

/** Where in the value: keys, and indexes from 0. */
export type Path = readonly (string | number)[];
export type Problem = { path: Path } & (
  | { kind: 'type'; types: InstanceType[]; values: unknown[] }
  /** The path ends in the key that is not known. */
  | { kind: 'unknown key'; known: string[] }
  /** One of them. */
  | { kind: 'missing key'; keys: string[] }
  | { kind: 'too many keys'; keys: string[] }
  | { kind: 'limit'; keyword: string; node: SchemaNode }
);

/** What the schema finds wrong with a value; of alternatives, the one that was meant says what is wrong with it. */
export const schemaProblems = (value: unknown): Problem[] => problemsOf(schemaErrors(value));

/** These only say that something below them is wrong. */
const wrappers = new Set(['$ref', 'allOf', 'properties', 'patternProperties', 'additionalProperties', 'items']);

function problemsOf(units: readonly OutputUnit[]): Problem[] {
  const problems: Problem[] = [];
  for (let at = 0; at < units.length; at++) {
    const unit = units[at];
    if (!unit) break;
    if (unit.keyword === 'oneOf' || unit.keyword === 'anyOf') {
      const inside = branchesBelow(unit, units.slice(at + 1));
      problems.push(...ofAlternatives(unit, inside));
      at += inside.flat().length;
    } else if (unit.keyword === 'false') {
      // It has no location of its own: the unit before it names the mapping that takes no other keys.
      const owner = nodeAt(units[at - 1]?.keywordLocation ?? '#/');
      problems.push({ kind: 'unknown key', path: pathOf(unit), known: Object.keys(owner.properties ?? {}) });
    } else if (!wrappers.has(unit.keyword)) problems.push(ofUnit(unit));
  }
  return problems;
}

function ofUnit(unit: OutputUnit): Problem {
  const node = nodeAt(unit.keywordLocation);
  const path = pathOf(unit);
  if (unit.keyword === 'type') return { kind: 'type', path, types: [node.type ?? []].flat(), values: [] };
  if (unit.keyword === 'enum') return { kind: 'type', path, types: [], values: node.enum ?? [] };
  if (unit.keyword === 'required')
    return { kind: 'missing key', path, keys: [/"(.+)"/.exec(unit.error)?.[1] ?? (node.required ?? []).join()] };
  return { kind: 'limit', path, keyword: unit.keyword, node };
}

/** The units that belong to each branch of an "oneOf" or "anyOf"; none for a branch that fits. */
function branchesBelow(unit: OutputUnit, rest: readonly OutputUnit[]): OutputUnit[][] {
  const prefix = `${unit.keywordLocation}/`;
  const branches: OutputUnit[][] = [];
  let current = 0;
  for (const one of rest) {
    if (one.keyword !== 'false') {
      if (!one.keywordLocation.startsWith(prefix)) break;
      current = Number(one.keywordLocation.slice(prefix.length).split('/', 1)[0]);
    }
    while (branches.length <= current) branches.push([]);
    branches[current]?.push(one);
  }
  return branches;
}

function ofAlternatives(unit: OutputUnit, inside: readonly OutputUnit[][]): Problem[] {
  const path = pathOf(unit);
  const here = (problem: Problem) => problem.path.length === path.length;
  const owner = nodeAt(unit.keywordLocation);
  const all = (unit.keyword === 'oneOf' ? owner.oneOf : owner.anyOf) ?? [];
  const tried = inside.filter((units) => units.length > 0).map(problemsOf);
  if (tried.length < all.length)
    return [{ kind: 'too many keys', path, keys: all.flatMap(({ required }) => required ?? []) }];
  if (tried.every((problems) => problems.every((problem) => problem.kind === 'missing key' && here(problem))))
    return [{ kind: 'missing key', path, keys: tried.flat().flatMap((one) => ('keys' in one ? one.keys : [])) }];
  const meant = tried
    .filter((problems) => !problems.some((problem) => problem.kind === 'type' && here(problem)))
    .sort((a, b) => a.length - b.length)[0];
  if (meant) return meant;
  const types = tried.flat().flatMap((one) => (one.kind === 'type' && here(one) ? [one] : []));
  return [
    {
      kind: 'type',
      path,
      types: unique(types.flatMap((one) => one.types)),
      values: unique(types.flatMap((one) => one.values)),
    },
  ];
}

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** Pointers are escaped twice: as JSON pointers, then as URIs. */
const steps = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => decodeURI(step).replaceAll('~1', '/').replaceAll('~0', '~'));

/** A key of digits alone looks like an index; what stands there tells them apart, and so does whoever looks it up. */
const pathOf = ({ instanceLocation }: OutputUnit): Path =>
  steps(instanceLocation).map((step) => (/^(0|[1-9]\d*)$/.test(step) ? Number(step) : step));

/** The node whose keyword stands at a location such as "#/allOf/3/$ref/properties/apt/type". */
function nodeAt(location: string): SchemaNode {
  const way = steps(location).slice(0, -1).values();
  let node: SchemaNode | undefined = root;
  const next = () => way.next().value ?? '';
  for (const step of way) {
    if (step === '$ref') node = target(node?.$ref ?? '');
    else if (step === 'properties') node = node?.properties?.[next()];
    else if (step === 'patternProperties') node = node?.patternProperties?.[next()];
    else if (step === 'allOf' || step === 'anyOf' || step === 'oneOf') node = node?.[step]?.[Number(next())];
    else if (step === 'items') node = Array.isArray(node?.items) ? node.items[Number(next())] : node?.items;
    else if (step === 'additionalProperties' && typeof node?.additionalProperties === 'object')
      node = node.additionalProperties;
  }
  return node ?? {};
}
