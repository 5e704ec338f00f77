import { VirtfleetError } from '@virtfleet/contracts/errors';

/** Another worker owns this operation now, as its row or its host says: stop, write nothing. */
export class Fenced extends Error {}

/** This worker stops: the operation stays as it is, for whoever adopts it. */
export class Left extends Error {}

/** Someone asked for its end. */
export class Cancelled extends Error {}

/** Adopted while its undos were under way: the journal holds why. */
export class Unwinding extends Error {}

/** The journal refused for a reason of its own: the operation rests, and is adopted again a little later. */
export class JournalBroken extends Error {}

/** The host was shown a higher token than ours. */
const isRefused = (error: unknown) => error instanceof VirtfleetError && error.code === 'fenced';

/** What a step's effect threw, as the engine's own word for it where it has one. */
export const inOurWords = (error: unknown): unknown =>
  isRefused(error) ? new Fenced('refused by the host', { cause: error }) : error;

/** No failure of the operation: whoever runs it steps back, and the rows stay as they are. */
export const endsHere = (error: unknown) =>
  error instanceof Fenced || error instanceof Left || error instanceof JournalBroken;

/** What the person reads, and what the log keeps. */
export function explain(error: unknown): { message: string; detail: string | null } {
  if (error instanceof VirtfleetError) return { message: error.message, detail: error.detail ?? null };
  if (error instanceof Cancelled) return { message: 'Cancelled', detail: null };
  if (error instanceof Unwinding) return { message: error.message, detail: null };
  return {
    message: 'Virtfleet itself failed here; its log says more',
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

/** The host could not be reached: worth another try, since every step can be repeated. */
export const isUnreachable = (error: unknown) => error instanceof VirtfleetError && error.code === 'host_unreachable';

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);
/** P1xxx: the server; P2024, P2028: no connection or transaction in time; P2034: deadlock or conflict. */
const prismaCodes = new Set(['P1000', 'P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034']);
/** Connection exceptions, serialization failures, out of resources, shutdown, and an idle transaction that was cut. */
const sqlStates = /^(08|40|53|57|25P03)/;
const sayings =
  /connection terminated|terminating connection|server closed the connection|timeout exceeded when trying to connect|connection is not queryable|client has encountered a connection error|ConnectionClosed|TransactionAlreadyClosed|Transaction already closed/i;

/** Whether Postgres could not take it now. Then it is repeated: that never counts as a failed step, or a blip of the database would start an undo. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof VirtfleetError) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (networkCodes.has(code) && !('path' in error)) return true;
  if (prismaCodes.has(code) || sqlStates.test(code)) return true;
  if (sqlStates.test(sqlStateWithin(error))) return true;
  return sayings.test(error.message) || (error.cause instanceof Error && isDatabaseAway(error.cause));
}

/** Prisma wraps what the driver said: `meta.code` for raw queries, `meta.driverAdapterError.cause.originalCode` else. */
function sqlStateWithin(error: Error): string {
  const at = (value: unknown, key: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  const meta = at(error, 'meta');
  const cause = at(at(meta, 'driverAdapterError'), 'cause') ?? at(error, 'cause');
  for (const code of [at(meta, 'code'), at(cause, 'originalCode'), at(cause, 'code')])
    if (typeof code === 'string') return code;
  return '';
}
