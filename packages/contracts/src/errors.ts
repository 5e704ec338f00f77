/** What can go wrong, as a code that UI, API and log share. */
export const errorCodes = [
  'invalid_input',
  'unauthenticated',
  /** Signed in by a one-time password: nothing but a password of one's own comes next. */
  'password_due',
  'not_found',
  /** Seen, but not to be changed: a viewer's role. What isn't yours at all is not_found. */
  'read_only',
  'name_taken',
  'not_allowed_now',
  'no_valid_host',
  'no_free_address',
  'quota_exceeded',
  /** Within the quota, and beyond what the project may make without asking. */
  'approval_needed',
  /** What was approved is no longer what would be made: look at the plan again. */
  'plan_changed',
  'image_gone',
  'host_unreachable',
  'host_quarantined',
  'host_key_changed',
  'command_failed',
  'command_timeout',
  /** Refused because another worker owns the work by now: whoever meets it stops. */
  'fenced',
  'cancelled',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export type FailOptions = {
  /** The form field that it belongs to, as a path: "name", "userData". */
  field?: string;
  /** For the log and for admins; never shown to a tenant. */
  detail?: string;
  /** Structured evidence that the UI may show, such as the hosts that were rejected. */
  data?: unknown;
  cause?: unknown;
};

/** An error with two messages: `message` for the person, `detail` for the log. */
export class VirtfleetError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly detail: string | undefined;
  readonly data: unknown;

  constructor(code: ErrorCode, message: string, options: FailOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'VirtfleetError';
    this.code = code;
    this.field = options.field;
    this.detail = options.detail;
    this.data = options.data;
  }
}

/** The error to throw: `throw fail(code, message)`. */
export function fail(code: ErrorCode, message: string, options: FailOptions = {}): VirtfleetError {
  return new VirtfleetError(code, message, options);
}
