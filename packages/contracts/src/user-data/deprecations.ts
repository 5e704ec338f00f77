import type { Path } from './problems.ts';
import { atSamePlace, fits, members, root, type SchemaNode } from './schema.ts';

/** What still works; `at` says whether the key is old, or only a value of this kind. */
export type Deprecation = { path: Path; at: 'key' | 'value'; description: string };

export function deprecations(value: unknown): Deprecation[] {
  const found: Deprecation[] = [];
  const walk = (part: unknown, given: readonly SchemaNode[], path: Path) => {
    const nodes = given.flatMap((node) => [...atSamePlace(node, (branch) => fits(part, branch))]);
    const old = nodes.find(({ deprecated }) => deprecated);
    const whole = old && (given.includes(old) || typeof part === 'object');
    if (old && path.length > 0) found.push({ path, at: whole ? 'key' : 'value', description: old.description ?? '' });
    if (Array.isArray(part))
      for (const [index, item] of part.entries()) walk(item, members(nodes, index), [...path, index]);
    else if (typeof part === 'object' && part !== null)
      for (const [key, each] of Object.entries(part)) walk(each, members(nodes, key), [...path, key]);
  };
  walk(value, [root], []);
  return found;
}
