import { fail, type VirtfleetError } from '@virtfleet/contracts/errors';
import type { RunResult } from './types.ts';

/** What a failed command said, on one line: virsh says first what it wanted to do, then why it could not. */
export function complaint(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^error: /, '').trim())
    .filter((line) => line !== '');
  return lines.join(': ').slice(0, 500);
}

/** libvirt and QEMU pass on what the kernel said, at the end of a long line. */
const full = /No space left on device/i;
const poolOff = /pool '([^']+)' is not active/i;

/** What a person can act on, where the tools say only what they met; null: their own words will do. */
export function inWords(stderr: string): string | null {
  if (full.test(stderr)) return 'No space is left on the host: its storage pool is full';
  const off = poolOff.exec(stderr)?.[1];
  return off ? `The host’s storage pool ${off} is off: an admin starts it there, by virsh pool-start ${off}` : null;
}

/** The error of a command that ended with an exit code that is no answer. `data` holds {exitCode, stdout, stderr}. */
export function failedCommand(
  argv: readonly string[],
  result: Omit<RunResult, 'durationMs'>,
  redact: readonly string[] = [],
): VirtfleetError {
  const stderr = redacted(result.stderr, redact);
  const said = complaint(stderr);
  const message = inWords(stderr) ?? (said === '' ? `${argv[0]} ended with exit code ${result.exitCode}` : said);
  return fail('command_failed', message, {
    detail: `${redacted(argv.join(' '), redact)} ended with ${result.exitCode}: ${said}`,
    data: {
      exitCode: result.exitCode,
      stdout: redacted(result.stdout, redact).slice(0, 4096),
      stderr: stderr.slice(0, 4096),
    },
  });
}

export const redactionMark = '[redacted]';

export const redacted = (text: string, secrets: readonly string[] = []): string =>
  secrets.reduce((left, secret) => (secret === '' ? left : left.replaceAll(secret, redactionMark)), text);
