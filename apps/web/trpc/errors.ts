import { TRPCClientError } from '@trpc/client';
import { type ErrorCode, errorCodes } from '@virtfleet/contracts/errors';
import { isRecord } from './is-record.ts';

/** Our code of an error that came from the API; null: it never reached it, or is not ours. */
export const errorCode = (error: unknown): ErrorCode | null => parsed(error)?.code ?? null;

/** The form field that an error belongs to. */
export const errorField = (error: unknown): string | null => parsed(error)?.field ?? null;

/** The evidence beside an error, such as the hosts that were rejected. */
export const errorData = (error: unknown): unknown => parsed(error)?.data;

/** What to show a person: the API's own message, or that there was no answer. */
export function errorMessage(error: unknown): string {
  if (errorCode(error) !== null && error instanceof Error) return error.message;
  return 'The server did not answer. Check your connection, then try again.';
}

/** What our API puts beside tRPC's own fields. */
function parsed(error: unknown): { code: ErrorCode; field: string | null; data: unknown } | null {
  if (!(error instanceof TRPCClientError) || !isRecord(error.data) || !isRecord(error.data.virtfleet)) return null;
  const { code, field, data } = error.data.virtfleet;
  const known = errorCodes.find((each) => each === code);
  return known === undefined ? null : { code: known, field: typeof field === 'string' ? field : null, data };
}

/** What is wrong with each field of an input, as far as the API names fields. */
export function errorFields(error: unknown): Record<string, string> {
  const data = errorData(error);
  const field = errorField(error);
  if (isRecord(data) && isRecord(data.fields))
    return Object.fromEntries(
      Object.entries(data.fields).flatMap(([name, says]) => (typeof says === 'string' ? [[name, says]] : [])),
    );
  return field === null ? {} : { [field]: errorMessage(error) };
}
