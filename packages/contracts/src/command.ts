/** A command that ran on a host, as it is kept: text whole, bytes as size and hash. Redacted. */
export type CommandRecord = {
  argv: string[];
  stdinText: string | null;
  stdinBytes: number | null;
  stdinSha256: string | null;
  stdout: string;
  stderr: string;
  /** Null: no exit code came back; see `error`. */
  exitCode: number | null;
  error: string | null;
  startedAt: Date;
  durationMs: number;
};
