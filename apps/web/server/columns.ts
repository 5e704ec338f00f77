import 'server-only';
import { cookies } from 'next/headers';
import { chosenColumns, columnsCookie } from '../features/lists/columns-cookie.ts';

/** The columns of a list that this browser shows; `first` when nobody chose. */
export const columnsOf = async (list: string, first: readonly string[]): Promise<string[]> =>
  chosenColumns((await cookies()).get(columnsCookie(list))?.value, first);
