import { fail, type VirtfleetError } from '@virtfleet/contracts/errors';
import type { Guard, RunResult } from '../types.ts';

/** How long a command waits for the one before it on the same subject. */
const waitSeconds = 5;

/**
 * Runs "$@" while it holds the lock of a file in virtfleet's home that keeps the highest epoch and token so far; a lower pair is
 * refused. The file is overwritten in place, so that the lock and what it guards are one inode; its first line counts. Only an
 * absent or empty file means zero: what can't be read refuses. No exec at the end: the command inherits the lock, so that it
 * lasts when this shell is killed, and this shell holds it for a command that closes what it inherits. This shell outlives a TERM
 * (the command does not inherit a trap), or `timeout` would take its end for the command's and spare what is left the KILL.
 */
const guardScript = `say() { echo "virtfleet-guard: $2" >&2; exit "$1"; }
dir="$HOME/.virtfleet/guards"
[ -d "$dir" ] || mkdir -p "$dir" || say 73 "$dir can't be made"
file="$dir/$1"
[ ! -e "$file" ] || { [ -r "$file" ] && [ -w "$file" ]; } || say 74 "$file can't be read and written"
exec 9<>"$file"
flock -w "$4" 9 || say 75 busy
e=0 t=0
if [ -s "$file" ]; then
  read -r e t <&9 || say 74 "$file can't be read"
  case "$e" in '' | *[!0-9]*) say 74 "$file can't be read" ;; esac
  case "$t" in '' | *[!0-9]*) say 74 "$file can't be read" ;; esac
fi
[ "$2" -gt "$e" ] || { [ "$2" -eq "$e" ] && [ "$3" -ge "$t" ]; } || say 76 "fenced by $e $t"
[ "$2 $3" = "$e $t" ] || { printf '%s %s\\n' "$2" "$3" 1<>"$file" && sync -d "$file"; } || say 73 "$file can't be written"
shift 4
trap : TERM
"$@"
exit $?`;

/** argv under the guard. Refuses a subject that is no plain name. */
export function guardedArgv({ subject, epoch, token }: Guard, argv: readonly string[]): string[] {
  if (!/^[a-z0-9][a-z0-9-]{0,99}$/.test(subject) || !/^\d{1,18}$/.test(token) || !Number.isSafeInteger(epoch))
    throw fail('internal', 'A command could not be guarded on its host', { detail: `${subject} ${epoch} ${token}` });
  return ['sh', '-c', guardScript, 'virtfleet-guard', subject, `${epoch}`, token, `${waitSeconds}`, ...argv];
}

/** The guard's own refusal, or null when the command ran. Whatever it is, nothing was done. */
export function refusalOf(guard: Guard, hostName: string, { exitCode, stderr }: RunResult): VirtfleetError | null {
  const said = /^virtfleet-guard: (.*)$/m.exec(stderr)?.[1];
  if (said === undefined) return null;
  const detail = `${guard.subject} ${guard.epoch} ${guard.token}: ${said}`;
  switch (exitCode) {
    case 76:
      return fail('fenced', `${hostName} refused a command that came too late`, { detail });
    case 75:
      return fail('host_unreachable', `${hostName} is busy with an earlier command on the same thing`, { detail });
    case 73:
    case 74:
      return fail('command_failed', `${hostName} can't say whose turn it is: ${said}`, { detail });
    default:
      return null;
  }
}
