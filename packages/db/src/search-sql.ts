import type { Atom, Clause, NumberOp } from '@virtfleet/domain/search/language';
import { Prisma } from './client.ts';

type Test = (value: Prisma.Sql) => Prisma.Sql;

/** How a table answers: expressions for its texts, and for each key those that it may be found by. */
export type SqlReader = {
  texts: readonly Prisma.Sql[];
  fields: Readonly<Record<string, readonly Prisma.Sql[] | ManyValues>>;
};
/** A key with a set of values: whether any of them passes the test. */
type ManyValues = (test: Test) => Prisma.Sql;

/** The same as domain/search/match, as a condition: `AND …` for each clause; nothing for none. Every text is a parameter. */
export function searchSql(clauses: readonly Clause[], reader: SqlReader): Prisma.Sql {
  const conditions = clauses.map((clause) => Prisma.sql`AND ${clauseSql(clause, reader)}`);
  return conditions.length === 0 ? Prisma.empty : Prisma.join(conditions, ' ');
}

function clauseSql({ key, negated, anyOf }: Clause, reader: SqlReader): Prisma.Sql {
  const values = (key === null ? reader.texts : reader.fields[key]) ?? [];
  const holds = (atom: Atom): Prisma.Sql => {
    const test: Test = (value) => atomSql(atom, value);
    return typeof values === 'function' ? values(test) : either(values.map(test));
  };
  // A test of nothing answers nothing: that is no.
  const found = Prisma.sql`coalesce(${either(anyOf.map(holds))}, false)`;
  return negated ? Prisma.sql`NOT ${found}` : found;
}

const either = (tests: readonly Prisma.Sql[]): Prisma.Sql =>
  tests.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join([...tests], ' OR ')})`;

function atomSql(atom: Atom, value: Prisma.Sql): Prisma.Sql {
  switch (atom.is) {
    case 'containing':
      return Prisma.sql`position(${atom.text}::text in ${folded(value)}) > 0`;
    case 'like': {
      const [whole = ''] = atom.parts;
      if (atom.parts.length === 1) return Prisma.sql`${folded(value)} = ${whole}::text`;
      return Prisma.sql`${folded(value)} LIKE ${atom.parts.map(escaped).join('%')}::text`;
    }
    case 'number':
      return Prisma.sql`(${value})::float8 ${operators[atom.op]} ${atom.value}::float8`;
    case 'since':
      return Prisma.sql`${value} >= ${atom.at}::timestamptz`;
    case 'before':
      return Prisma.sql`${value} < ${atom.at}::timestamptz`;
  }
}

/** Lower case as JavaScript has it, whatever the database's own language is. */
const folded = (value: Prisma.Sql) => Prisma.sql`lower((${value})::text COLLATE pg_unicode_fast)`;

const escaped = (part: string) => part.replace(/[\\%_]/g, '\\$&');

const operators: Record<NumberOp, Prisma.Sql> = {
  '=': Prisma.sql`=`,
  '<': Prisma.sql`<`,
  '<=': Prisma.sql`<=`,
  '>': Prisma.sql`>`,
  '>=': Prisma.sql`>=`,
};
