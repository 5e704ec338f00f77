import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toCsv } from './csv.ts';

it('quotes what must be quoted, and lets no text become a formula', () => {
  const rows = [
    ['Name', 'Note'],
    ['a,b', 'say "hi"\nthere'],
    ['=cmd()', '-2'],
    [-2, null],
  ];
  expect(toCsv(rows)).toBe(`Name,Note\r\n"a,b","say ""hi""\nthere"\r\n'=cmd(),'-2\r\n-2,\r\n`);
});

it('is read back as it was, but for the sign before formulas', () => {
  const read = (text: string) => {
    const rows: string[][] = [];
    let row: string[] = [];
    for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
      row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
      if (end === ',') continue;
      rows.push(row);
      row = [];
    }
    return rows;
  };
  const safe = (text: string) => (/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text);
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', '\n', '=', '-', 'é', ' '), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 4 }), (rows) => {
      expect(read(toCsv(rows))).toEqual(rows.map((row) => row.map(safe)));
    }),
  );
});
