import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { complete } from './complete.ts';
import { type Language, problemsOf, readQuery } from './language.ts';
import { matches, type RowReader } from './match.ts';
import { parse, print, type Term, toggled } from './query.ts';

const bare = ({ key, negated, values }: Term): Term => ({ key, negated, values });
const read = (text: string) => parse(text).terms.map(bare);

const term: fc.Arbitrary<Term> = fc.record({
  key: fc.option(fc.stringMatching(/^[a-z][a-z-]{0,6}$/)),
  negated: fc.boolean(),
  values: fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('-', ':', '"', '\\', ',', ' ', '\t', 'a', '*'), maxLength: 6 }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
});

describe('the language', () => {
  it('reads what it prints', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 5 }), (terms) => {
        const parsed = parse(print(terms));
        expect(parsed.problems).toEqual([]);
        expect(parsed.terms.map(bare)).toEqual(terms);
      }),
    );
  });

  it('reads any text, says at a place within it what is wrong, and prints what it read to the same end', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ':', '-', '"', '\\', ',', ' '), maxLength: 12 }),
        (text) => {
          const { terms, problems } = parse(text);
          for (const { from, to } of [...problems, ...terms]) {
            expect(from).toBeLessThanOrEqual(to);
            expect(to).toBeLessThanOrEqual(text.length);
          }
          if (problems.length === 0) expect(read(print(terms))).toEqual(terms.map(bare));
        },
      ),
    );
  });

  it('knows keys, quotes, several values, negation and free text', () => {
    expect(read('state:running,paused -Tag:"my prod" web "a:b" 10:20 -x')).toEqual([
      { key: 'state', negated: false, values: ['running', 'paused'] },
      { key: 'tag', negated: true, values: ['my prod'] },
      { key: null, negated: false, values: ['web'] },
      { key: null, negated: false, values: ['a:b'] },
      { key: null, negated: false, values: ['10:20'] },
      { key: null, negated: true, values: ['x'] },
    ]);
  });

  it('adds a term and takes it away', () => {
    const mine = { key: 'by', negated: false, values: ['me'] };
    expect(toggled('web', mine)).toBe('web by:me');
    expect(toggled('web by:me', mine)).toBe('web');
  });
});

const language: Language = {
  things: 'Things',
  fields: {
    state: { kind: 'choice', what: 'what it does', values: ['running', 'stopped'] },
    tag: { kind: 'word', what: 'a tag' },
    by: { kind: 'word', what: 'who', me: true },
    size: { kind: 'number', what: 'how large' },
    since: { kind: 'since', what: 'made since' },
    older: { kind: 'older', what: 'made before' },
  },
};

describe('what is wrong', () => {
  const said = (text: string) =>
    problemsOf(text, language).map(({ from, to, message }) => [text.slice(from, to), message]);

  it.each([
    ['web stat:running', 'stat', 'Did you mean state?'],
    ['constructor:x', 'constructor', 'can’t be searched by'],
    ['state:runing', 'runing', 'Did you mean running?'],
    ['state:running,foo', 'foo', 'one of running, stopped'],
    ['size:big', 'big', 'Give a number'],
    ['since:soon', 'soon', 'Give an age'],
    ['since:2026-02-30', '2026-02-30', 'Give an age'],
    ['state:', 'state:', 'Say which: state:…'],
    ['tag:a,', 'tag:a,', 'after the comma'],
    ['tag:"a b', '"a b', 'never closed'],
  ])('%s', (text, place, message) => {
    const [[at, words] = []] = said(text);
    expect(at).toBe(place);
    expect(words).toContain(message);
  });

  it('says nothing of what is right', () => {
    expect(said('state:running size:>=2.5 since:2h older:2026-01-31 by:me -tag:* "x:y"')).toEqual([]);
  });
});

type Row = { name: string; state: string; tags: string[]; by: string; size: number | null; at: Date };
const reader: RowReader<Row> = {
  texts: ({ name }) => [name],
  fields: {
    state: ({ state }) => state,
    tag: ({ tags }) => tags,
    by: ({ by }) => by,
    size: ({ size }) => size,
    since: ({ at }) => at,
    older: ({ at }) => at,
  },
};

describe('what answers', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const row: Row = {
    name: 'Shop-web-01',
    state: 'running',
    tags: ['prod', 'web'],
    by: 'u1',
    size: 4,
    at: new Date('2026-11-24T09:00:00Z'),
  };
  const answers = (text: string, of = row) =>
    matches(of, readQuery(text, language, { now, userId: 'u1' }).clauses, reader);

  it.each([
    '',
    'shop',
    'WEB web',
    'state:running',
    'state:stopped,running',
    'tag:prod tag:web',
    'tag:p*d',
    'tag:*',
    '-tag:db',
    'by:me',
    'size:>3',
    'size:4',
    'since:4h',
    'older:2h',
    'since:2026-11-24',
    'shop,other',
  ])('yes: %s', (text) => expect(answers(text)).toBe(true));
  it.each([
    'db',
    '-web',
    'state:stopped',
    'tag:pro',
    'tag:p*b*d',
    'tag:prod tag:db',
    '-tag:*',
    '-by:me',
    'size:<4',
    'since:2h',
    'older:2026-11-24',
  ])('no: %s', (text) => expect(answers(text)).toBe(false));
  it('what has no value is found by negation alone', () => {
    expect(answers('size:>0', { ...row, size: null })).toBe(false);
    expect(answers('-size:>0', { ...row, size: null })).toBe(true);
  });
});

describe('completion', () => {
  const known = (key: string) => (key === 'tag' ? ['prod', 'my tag'] : []);
  const at = (text: string) => {
    const caret = text.indexOf('|');
    const { from, to, options } = complete(text.replace('|', ''), caret, language, known);
    const plain = text.replace('|', '');
    return options.map(({ insert }) => plain.slice(0, from) + insert + plain.slice(to));
  };

  it('offers every key where nothing is typed, and those that begin so', () => {
    expect(at('|')).toHaveLength(6);
    expect(at('web s|')).toEqual(['web state:', 'web size:', 'web since:']);
    expect(at('-t|')).toEqual(['-tag:']);
  });
  it('offers values, quoted where they must be', () => {
    expect(at('tag:|')).toEqual(['tag:prod ', 'tag:"my tag" ']);
    expect(at('tag:prod,my|')).toEqual(['tag:prod,"my tag" ']);
    expect(at('by:|')).toEqual(['by:me ']);
  });
  it('knows a choice by its value', () => expect(at('web runn|')).toEqual(['web state:running ']));
  it('offers nothing for what it does not know', () => expect(at('foo:|')).toEqual([]));
});
