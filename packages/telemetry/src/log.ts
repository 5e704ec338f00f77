import { VirtfleetError } from '@virtfleet/contracts/errors';
import pino from 'pino';

export type Log = pino.Logger;

const levels = new Set(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

/** Fields that must never reach a log, at the top and one level below it. */
const secretFields = ['password', 'passwordHash', 'secret', 'userData', 'privateKey', 'authorization', 'cookie'];

/** Our errors carry a second message for the log: it belongs beside the first. */
function serializeError(error: unknown) {
  if (!(error instanceof Error)) return error;
  const plain = pino.stdSerializers.err(error);
  return error instanceof VirtfleetError ? { ...plain, code: error.code, detail: error.detail } : plain;
}

/**
 * A logger that writes one JSON object a line, with `name` in each. VIRTFLEET_LOG_LEVEL sets the level, "info" otherwise.
 * Lines go to standard error at once: what a process says last is what matters when it dies.
 */
export function createLog(name: string, out: pino.DestinationStream = pino.destination({ dest: 2, sync: true })): Log {
  const wanted = process.env.VIRTFLEET_LOG_LEVEL ?? '';
  return pino(
    {
      name,
      level: levels.has(wanted) ? wanted : 'info',
      base: { name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: serializeError, error: serializeError },
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
    },
    out,
  );
}
