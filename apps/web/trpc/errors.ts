import { TRPCClientError } from '@trpc/client';
import { type ErrorCode, errorCodes } from '@virtfleet/contracts/errors';
import { z } from 'zod';

/** What our API puts beside tRPC's own fields. */
const shape = z.object({
  virtfleet: z.object({ code: z.enum(errorCodes), field: z.string().optional(), data: z.unknown().optional() }),
});

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

function parsed(error: unknown) {
  if (!(error instanceof TRPCClientError)) return null;
  return shape.safeParse(error.data).data?.virtfleet ?? null;
}

const fieldMessages = z.object({ fields: z.record(z.string(), z.string()) });

/** What is wrong with each field of an input, as far as the API names fields. */
export function errorFields(error: unknown): Record<string, string> {
  const all = fieldMessages.safeParse(errorData(error)).data?.fields;
  const field = errorField(error);
  return all ?? (field === null ? {} : { [field]: errorMessage(error) });
}
