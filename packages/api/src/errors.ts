import { TRPCError } from '@trpc/server';
import { type ErrorCode, VirtfleetError } from '@virtfleet/contracts/errors';
import type { Log } from '@virtfleet/telemetry/log';
import { z } from 'zod';

/** What reaches a client as `error.data.virtfleet`, beside a message that is for a person. */
export type ErrorView = { code: ErrorCode; field?: string; data?: unknown };

type TrpcCode = ConstructorParameters<typeof TRPCError>[0]['code'];

/** HTTP's nearest word for each of our codes; what a host or a state forbids is a conflict. */
const trpcCodes: Record<ErrorCode, TrpcCode> = {
  invalid_input: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  password_due: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  read_only: 'FORBIDDEN',
  name_taken: 'CONFLICT',
  not_allowed_now: 'CONFLICT',
  no_valid_host: 'CONFLICT',
  no_free_address: 'CONFLICT',
  quota_exceeded: 'CONFLICT',
  approval_needed: 'CONFLICT',
  plan_changed: 'CONFLICT',
  image_gone: 'CONFLICT',
  host_unreachable: 'CONFLICT',
  host_quarantined: 'CONFLICT',
  host_key_changed: 'CONFLICT',
  command_failed: 'INTERNAL_SERVER_ERROR',
  command_timeout: 'INTERNAL_SERVER_ERROR',
  fenced: 'CONFLICT',
  cancelled: 'CONFLICT',
  internal: 'INTERNAL_SERVER_ERROR',
};

/** Our error in tRPC's clothes, so that the HTTP status is right; any other error as it was. */
export function toTrpcError(error: unknown): unknown {
  const ours = ourError(error);
  return ours ? new TRPCError({ code: trpcCodes[ours.code], message: ours.message, cause: ours }) : error;
}

/** What the log keeps of it: all of what went wrong on our side, and of what was refused the message for the log. */
export function logError(log: Log, error: TRPCError, path: string | undefined): void {
  const ours = ourError(error);
  if ((ours ? trpcCodes[ours.code] : error.code) === 'INTERNAL_SERVER_ERROR')
    log.error({ err: ours ?? error.cause ?? error, path }, 'a request failed');
  else if (ours?.detail !== undefined)
    log.info({ code: ours.code, detail: ours.detail, path }, 'a request was refused');
}

function ourError(error: unknown): VirtfleetError | null {
  if (error instanceof VirtfleetError) return error;
  return error instanceof TRPCError && error.cause instanceof VirtfleetError ? error.cause : null;
}

/** Code, field and evidence for the client, and the message to show. */
export function describeError(error: TRPCError): { message: string; view: ErrorView } {
  const ours = ourError(error);
  if (ours) {
    const { code, field, data, message } = ours;
    return { message, view: { code, ...(field !== undefined && { field }), ...(data !== undefined && { data }) } };
  }
  if (error.cause instanceof z.ZodError) return describeBadInput(error.cause);
  if (error.code === 'NOT_FOUND') return { message: 'There is no such thing here', view: { code: 'not_found' } };
  if (error.code === 'INTERNAL_SERVER_ERROR')
    return { message: 'Something broke on our side. The log has the details.', view: { code: 'internal' } };
  return { message: 'The request could not be read', view: { code: 'invalid_input' } };
}

/** The first thing that is wrong, with its field; all of them by field in `data.fields`. */
function describeBadInput(error: z.ZodError): { message: string; view: ErrorView } {
  const fields: Record<string, string> = {};
  for (const { path, message } of error.issues) fields[path.join('.')] ??= message;
  const [field = '', message = 'The input is not valid'] = Object.entries(fields)[0] ?? [];
  return { message, view: { code: 'invalid_input', ...(field !== '' && { field }), data: { fields } } };
}
