import { fail } from '@virtfleet/contracts/errors';
import { script } from './actions/context.ts';
import type { HostShell } from './shell/types.ts';
import type { HostAddress } from './types.ts';

export type Stamp = { id: string; epoch: number };

/** Says whose host this is; absent before our first visit, and an empty one counts as absent. */
const file = '$HOME/.virtfleet/installation.json';

/**
 * What is there already wins: one visitor at a time looks, and writes whole or not at all. A host that is no longer another
 * installation's forgets its guards too: their tokens are of another count (shell/ssh/guard.ts).
 */
const stampScript = `set -e
mkdir -p "$HOME/.virtfleet"
exec 9<"$HOME/.virtfleet"
flock 9
[ ! -s "${file}" ] || exec cat "${file}"
new="${file}.$$"
trap 'rm -f "$new"' EXIT
cat > "$new"
sync "$new"
rm -rf "$HOME/.virtfleet/guards"
mv "$new" "${file}"
cat "${file}"`;

/** Only ever over the stamp that we have read. */
const raiseScript = `set -e
new="${file}.$$"
trap 'rm -f "$new"' EXIT
cat > "$new"
sync "$new"
[ "$(cat "${file}")" = "$1" ]
mv "$new" "${file}"`;

/** The stamp's text, or null for none. Throws host_quarantined for one that can't be read: it may be anybody's. */
export function parseStamp(text: string, hostName: string): Stamp | null {
  if (text.trim() === '') return null;
  try {
    const parsed: unknown = JSON.parse(text);
    const of = (key: string): unknown =>
      typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, key) : null;
    const [id, epoch] = [of('id'), of('epoch')];
    if (typeof id === 'string' && typeof epoch === 'number' && Number.isInteger(epoch)) return { id, epoch };
  } catch {
    // Said below.
  }
  throw fail('host_quarantined', `${hostName} carries a stamp that can't be read`, { detail: text.slice(0, 200) });
}

const render = ({ id, epoch }: Stamp) => JSON.stringify({ id, epoch });

/** Writes our stamp where there is none; raises its epoch when ours is newer. host_quarantined: it is another installation's, or a later epoch's. */
export async function stampHost(shell: HostShell, host: HostAddress, installation: Stamp): Promise<void> {
  const { stdout } = await script(shell, 'virtfleet-stamp', stampScript, [], { stdin: { text: render(installation) } });
  const found = parseStamp(stdout, host.name);
  if (!found || found.id !== installation.id)
    throw fail('host_quarantined', `${host.name} belongs to another installation of Virtfleet`, {
      detail: `stamped by ${found?.id}`,
    });
  if (found.epoch > installation.epoch)
    throw fail('host_quarantined', `${host.name} was last used by a later restore of this installation`, {
      detail: `epoch ${found.epoch} there, ${installation.epoch} here`,
    });
  if (found.epoch < installation.epoch)
    await script(shell, 'virtfleet-stamp-raise', raiseScript, [stdout.trim()], {
      stdin: { text: render(installation) },
    });
}
