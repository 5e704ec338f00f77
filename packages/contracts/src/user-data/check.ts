import { userDataRefusal } from '../user-data.ts';
import { type Located, readYaml } from './read.ts';

/** An error keeps user-data from being taken; a warning says what will not happen as it may be meant. */
export type UserDataIssue = {
  severity: 'error' | 'warning';
  message: string;
  /** Both count from 1. */
  line: number;
  column: number;
  /** The place in UTF-16 units; empty where something is missing. */
  from: number;
  to: number;
};
export type UserDataCheck = { ok: boolean; issues: UserDataIssue[] };

/**
 * All that can be known of a cloud-config before it runs: its YAML, cloud-init's own schema, and what meets what Virtfleet
 * sets itself. In the order of the text. Browser and server ask this same function; it brings a YAML reader and the
 * schema along, so pages load it when there is something to check.
 */
export function checkUserData(text: string): UserDataCheck {
  const refusal = userDataRefusal(text);
  if (refusal) return { ok: false, issues: [refused(text, refusal.message, refusal.line ?? 1)] };
  const { errors, value, position } = readYaml(text);
  const issue = (severity: UserDataIssue['severity'], { from, to, message }: Located): UserDataIssue => ({
    severity,
    message,
    ...position(from),
    from,
    to,
  });
  if (errors.length > 0) return { ok: false, issues: errors.map((error) => issue('error', error)) };
  if (value === null) return { ok: true, issues: [] };
  if (typeof value !== 'object' || Array.isArray(value)) return { ok: false, issues: [refused(text, noMapping, 2)] };
  return { ok: true, issues: [] };
}

const noMapping = 'A cloud-config is keys with their values, such as "packages: [nginx]"';

function refused(text: string, message: string, line: number): UserDataIssue {
  const lines = text.split('\n');
  const from = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
  return { severity: 'error', message, line, column: 1, from, to: from + (lines[line - 1]?.length ?? 0) };
}

/** The first error as one sentence with its place, or null. */
export function userDataError(text: string): string | null {
  const error = checkUserData(text).issues.find(({ severity }) => severity === 'error');
  return error ? `Line ${error.line}: ${error.message}` : null;
}
