import { fail } from '@virtfleet/contracts/errors';
import { type Clause, type Language, readQuery } from '@virtfleet/domain/search/language';
import type { ApiContext } from './trpc.ts';

/** What a query of the search language asks of this person, now. Throws invalid_input when it can't be understood. */
export function clausesOf(q: string, language: Language, { actor, now }: Pick<ApiContext, 'actor' | 'now'>): Clause[] {
  const { clauses, problems } = readQuery(q, language, { now: now(), userId: actor?.userId ?? '' });
  const [problem] = problems;
  if (problem) throw fail('invalid_input', problem.message, { field: 'q', data: problem });
  return clauses;
}
