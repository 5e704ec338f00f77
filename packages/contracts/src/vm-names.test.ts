import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandNames, mostVmsAtOnce, vmName, vmNamePattern } from './vm-names.ts';

const names = (pattern: string) => {
  const made = expandNames(pattern);
  return made.ok ? made.names : made.message;
};

describe('a pattern makes', () => {
  test.each([
    ['web-01', ['web-01']],
    ['web-{01..03}', ['web-01', 'web-02', 'web-03']],
    ['web-{8..11}', ['web-8', 'web-9', 'web-10', 'web-11']],
    ['web-{08..11}', ['web-08', 'web-09', 'web-10', 'web-11']],
    ['web-{000..001}', ['web-000', 'web-001']],
    ['web-{7..7}', ['web-7']],
    ['db-{a,b}', ['db-a', 'db-b']],
    ['{1,2,5}-web', ['1-web', '2-web', '5-web']],
    ['{a,b}-{1..2}', ['a-1', 'a-2', 'b-1', 'b-2']],
    ['web{,-b}', ['web', 'web-b']],
  ])('%s', (pattern, want) => {
    expect(names(pattern)).toEqual(want);
  });
});

describe('a pattern is refused, and it is said why', () => {
  test.each([
    ['', /Give it a name/],
    ['{}', /a range or a list/],
    ['web-{1}', /a range or a list/],
    ['web-{a..c}', /a range or a list/],
    ['web-{1..', /A brace is not closed/],
    ['web-1..2}', /A brace is not closed/],
    ['web-{{1..2}}', /A brace is not closed/],
    ['web-{5..1}', /Count up: \{1\.\.5\}/],
    ['web-{1..101}', /At most 100/],
    ['web-{1..999999999}', /At most 100/],
    ['{1..50}{1..50}', /At most 100/],
    ['{1..100}{1..100}{1..100}{1..100}', /At most 100/],
    ['web-{a,a}', /It makes web-a twice/],
    ['web-{a,B}', /^web-B: Lower-case/],
    ['web-{1..2}-', /^web-1-: Lower-case/],
    [`${'a'.repeat(60)}{1000..1001}`, /At most 63/],
    ['web {1..2}', /Lower-case/],
  ])('%s', (pattern, words) => {
    expect(names(pattern)).toMatch(words);
  });
});

test('whatever is typed: an answer, at once, of valid names that differ, or a reason; and the schema says the same', () => {
  const piece = fc.oneof(
    fc.constantFrom('{', '}', '..', ',', '-', '{1..3}', '{01..12}', '{a,b}', 'web', '{1..99}'),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const pattern = pieces.join('');
      const made = expandNames(pattern);
      expect(vmNamePattern.safeParse(pattern).success).toBe(made.ok);
      if (!made.ok) {
        expect(made.message).not.toBe('');
        return;
      }
      expect(made.names.length).toBeGreaterThan(0);
      expect(made.names.length).toBeLessThanOrEqual(mostVmsAtOnce);
      expect(new Set(made.names).size).toBe(made.names.length);
      for (const name of made.names) expect(vmName.safeParse(name).success).toBe(true);
    }),
  );
});
