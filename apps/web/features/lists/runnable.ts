import { type Language, problemsOf } from '@virtfleet/domain/search/language';
import { parse, print } from '@virtfleet/domain/search/query';

/** A query as it is printed, so that equal ones are asked for once; null: it can't be understood. */
export const runnable = (text: string, language: Language): string | null =>
  problemsOf(text, language).length > 0 ? null : print(parse(text).terms);
