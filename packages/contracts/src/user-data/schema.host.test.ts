// Debian's own cloud-init is the judge of our check: VIRTFLEET_CLOUD_INIT names a root folder that has it, else this
// machine's is asked. It only reads here.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkUserData } from './check.ts';
import schema from './cloud-config.schema.json' with { type: 'json' };
import { userDataExamples } from './examples.ts';
import { fixUserData } from './fix.ts';
import { addToUserData } from './merge.ts';
import { readYaml } from './read.ts';
import { atSamePlace, root, type SchemaNode } from './schema.ts';

const rootDir = process.env.VIRTFLEET_CLOUD_INIT;

type Judgement = { value?: unknown; readError?: string; errors: string[]; deprecations: string[] };

/** One process for all texts: to start, it takes seconds. */
function judge(texts: readonly string[]): Judgement[] {
  const script = readFileSync(join(import.meta.dirname, 'cloud-init-judge.py'), 'utf8');
  const [command = '', ...args] = [...(rootDir ? ['chroot', rootDir] : []), '/usr/bin/python3', '-B', '-c', script];
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr } = spawnSync(command, args, {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`Debian's cloud-init (package cloud-init) did not judge the texts:\n${stderr}`);
  return JSON.parse(stdout);
}

let judgements: ReadonlyMap<string, Judgement>;
beforeAll(() => {
  const texts = [...valid, ...wrapped.map(([, text]) => text), ...readable, ...unreadable, ...generated];
  const answers = judge(texts);
  judgements = new Map(texts.flatMap((text, index) => (answers[index] ? [[text, answers[index]]] : [])));
}, 120_000);
function judged(text: string): Judgement {
  const found = judgements.get(text);
  if (!found) throw new Error(`Nobody asked cloud-init about ${text}`);
  return found;
}

it('is the schema of the package, word for word', () => {
  const path = 'usr/lib/python3/dist-packages/cloudinit/config/schemas/schema-cloud-config-v1.json';
  const { $comment: _, ...ours } = schema;
  expect(ours).toEqual(JSON.parse(readFileSync(join(rootDir ?? '/', path), 'utf8')));
});

const valid = [
  ...userDataExamples.map(({ text }) => text),
  ...userDataExamples.flatMap(({ text }) => addToUserData(userDataExamples[0]?.text ?? '', text) ?? []),
];
const scriptPiece = fc.oneof(
  fc.constantFrom(
    ...['\n', '\n\n', '  ', '\t', ' \n', ': ', '# ', '- ', '"', "'", '\\', '\u0007', '\u2028', '\u0085', '\ufeff'],
  ),
  fc.string({ maxLength: 8, unit: 'grapheme' }),
);
/** Scripts, and what becomes of each. */
const wrapped = fc.sample(fc.array(scriptPiece, { maxLength: 30 }), { numRuns: 200, seed: 5 }).map((pieces) => {
  const script = `#!/bin/sh\n${pieces.join('')}`.replaceAll('\r', '');
  return [script, fixUserData(script, 'wrap script')] as const;
});

describe('cloud-init takes', () => {
  it('every example, and two of them in one', () => {
    for (const text of valid)
      expect([text, judged(text)]).toEqual([text, { value: expect.anything(), errors: [], deprecations: [] }]);
  });

  it('a script that was wrapped, as it was', () => {
    for (const [script, text] of wrapped)
      expect(judged(text)).toEqual({
        value: {
          write_files: [{ path: '/usr/local/sbin/first-boot', permissions: '0700', content: script }],
          runcmd: ['/usr/local/sbin/first-boot'],
        },
        errors: [],
        deprecations: [],
      });
  });
});

const scalars =
  'yes No TRUE on Off y n ~ null Null nULL 0 -0 +7 0644 0o644 08 1_000 0x1F 0b11 1:30 190:20:30 1.5 1. .5 1e3 1.5e+3 1_0.5 ' +
  '2030-01-01 2030-1-1 2030-01-01T10:00:00Z 12e03 0.0.0.0 1.2.3.4/24 52:54:00:12:34:56 "0644" \'yes\' a:b a#b -x ?x :x ' +
  '!!str\u00a07 =x <<x 00:00 1:60 -1:30 +.5 0x 0b2 1__0 _1';
const readable = [
  ...scalars.split(' ').map((scalar) => `#cloud-config\nx: ${scalar}\n`),
  ...[
    '!!binary aGk=',
    '!!str 7',
    '!!int "7"',
    '"\\x41\\u00e9"',
    '"a\\\n  b"',
    '|\n  a\n   b\n\n',
    '>-\n  a\n  b\n',
    '|2\n    a\n',
  ].map((value) => `#cloud-config\nx: ${value}\n`),
  '#cloud-config\nx: &a {p: 1, q: 2}\ny: {<<: *a, q: 3}\n',
  '#cloud-config\nx: [a, b, ]\ny: {a, b: }\n',
  '#cloud-config\nx:\n- a\n-\n- - b\n  - c\n',
  '#cloud-config\nx: a\n  b\n\n  c\ny: "d\n  e"\n',
  '#cloud-config\r\nx: |\r\n  a\r\n  b\r\n',
];
const unreadable = [
  'a: [1',
  'a: {b: 1',
  'a: "x',
  "a: 'x",
  'a: b: c',
  'a:\n\t- x',
  'a: @x',
  'a: `x`',
  'a: %x',
  'a: *b',
  'a: !x y',
  'a\nb: 1',
  'a: 1\nb',
  ' a: 1\nb: 2',
  'a:\n  - 1\n - 2',
  'a:\n  b: 1\n c: 2',
  'a: 1\n  b: 2',
  '? [a]\n: b',
  '? {a: 1}\n: b',
  'a: 1\n---\nb: 2',
  'a: |\n  x\n y: 1',
  'a: "\\q"',
  'a: &x',
  '- a\nb: 1',
  'a: [b]c',
  'a: "b" c',
  '{a: 1}}',
  'a: ]',
  'a: - b',
  '&a &b c: 1',
].map((text) => `#cloud-config\n${text}\n`);

describe('YAML', () => {
  /** Dates and bytes as the judge has them. */
  const plain = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, function (key, given) {
        const raw: unknown = key === '' ? given : this[key];
        if (raw instanceof Date) return { date: raw.toISOString().slice(0, 10) };
        if (raw instanceof Uint8Array) return { bytes: Buffer.from(raw).toString('base64') };
        return given;
      }),
    );
  it('is read as PyYAML reads it', () => {
    for (const text of readable) {
      const { value, errors } = readYaml(text);
      const { readError, value: wanted } = judged(text);
      expect([text, errors.length > 0 ? 'not read' : plain(value)]).toEqual([text, readError ? 'not read' : wanted]);
    }
  });

  it('that PyYAML does not read is an error here', () => {
    const refused = unreadable.filter((text) => judged(text).readError);
    for (const text of refused) expect([text, checkUserData(text).ok]).toEqual([text, false]);
    expect(refused.length).toBeGreaterThan(25);
  });
});

describe('the schema', () => {
  it('takes and refuses what cloud-init takes and refuses, and calls the same out of date', () => {
    let taken = 0;
    for (const text of generated) {
      const { errors, deprecations, readError } = judged(text);
      const { ok, issues } = checkUserData(text);
      expect([text, ok]).toEqual([text, readError === undefined && errors.length === 0]);
      const old = issues.some(({ message }) => /is out of date/.test(message));
      if (ok) expect([text, old]).toEqual([text, deprecations.length > 0]);
      if (ok) taken += 1;
    }
    // Both verdicts were asked for, and often.
    expect(taken).toBeGreaterThan(200);
    expect(generated.length - taken).toBeGreaterThan(200);
  });
});

const anyScalar = fc.constantFrom<unknown>(
  ...['x', 'auto', 'off', 'now', '+5', '2G', '5', '2030-01-01', 'RANDOM', 'a:b', 'http://x.example/', 'root', ''],
  ...[0, 1, -3, 1.5, true, false, null],
);

/** Mostly what a node asks for, now and then something else. */
function valueFor(node: SchemaNode, depth: number): fc.Arbitrary<unknown> {
  const nodes = [...atSamePlace(node, () => false)];
  const branches = nodes.flatMap(({ oneOf, anyOf }) => [...(oneOf ?? []), ...(anyOf ?? [])]);
  const choices: fc.Arbitrary<unknown>[] = branches.map((branch) => valueFor(branch, depth));
  for (const each of nodes) {
    if (each.enum) choices.push(fc.constantFrom(...each.enum));
    for (const type of [each.type ?? []].flat()) choices.push(typed(type, nodes, depth));
  }
  if (nodes.some(({ properties }) => properties)) choices.push(typed('object', nodes, depth));
  return choices.length === 0
    ? anyScalar
    : fc.oneof({ weight: 12, arbitrary: fc.oneof(...choices) }, { weight: 1, arbitrary: anyScalar });
}

function typed(type: string, nodes: readonly SchemaNode[], depth: number): fc.Arbitrary<unknown> {
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') return fc.integer({ min: -1, max: 9 });
  if (type === 'null') return fc.constant(null);
  if (type === 'string') return anyScalar.filter((value) => typeof value === 'string');
  if (depth === 0) return fc.constant(type === 'array' ? [] : {});
  if (type === 'array') {
    const items = nodes.flatMap((node) => node.items ?? []);
    return fc.array(items[0] ? valueFor(items[0], depth - 1) : anyScalar, { minLength: 0, maxLength: 3 });
  }
  const keys = nodes.flatMap(({ properties }) => Object.entries(properties ?? {}));
  const named = nodes.flatMap(({ patternProperties }) => Object.values(patternProperties ?? {}));
  const required = new Set(nodes.flatMap((node) => node.required ?? []));
  const all = fc.record(Object.fromEntries(keys.map(([key, one]) => [key, valueFor(one, depth - 1)])));
  const needed = fc.subarray([...required].filter((key) => keys.some(([own]) => own === key)));
  const some = fc.subarray(
    keys.map(([key]) => key),
    { maxLength: Math.min(3, keys.length) },
  );
  const chosen = fc
    .tuple(all, fc.oneof({ weight: 9, arbitrary: fc.constant([...required]) }, { weight: 1, arbitrary: needed }), some)
    .map(([values, ...names]) => Object.entries(values).filter(([key]) => names.flat().includes(key)));
  const extra = fc.dictionary(
    fc.constantFrom('mine', 'vdb', 'rsa_public', 'nmae'),
    named[0] ? valueFor(named[0], depth - 1) : anyScalar,
    { maxKeys: named[0] ? 2 : 1 },
  );
  return fc
    .tuple(chosen, fc.oneof({ weight: named[0] ? 1 : 9, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: extra }))
    .map(([own, others]) => ({ ...Object.fromEntries(own), ...others }));
}

const topLevel = [...atSamePlace(root, () => true)].flatMap(({ properties }) => Object.entries(properties ?? {}));
const anyConfig = fc
  .subarray(topLevel, { minLength: 1, maxLength: 2 })
  .chain((chosen) => fc.record(Object.fromEntries(chosen.map(([key, node]) => [key, valueFor(node, 4)]))));
const generated = fc
  .sample(anyConfig, { numRuns: 1000, seed: 7 })
  .map((config) => `#cloud-config\n${JSON.stringify(config)}\n`);
