import { fail, VirtfleetError } from '@virtfleet/contracts/errors';
import type { EventStream } from '../events.ts';
import type { VirshReads } from '../persistent-virsh.ts';
import { failedCommand, inWords } from '../shell/failed.ts';
import type { Guard, HostShell, RunOptions, RunResult } from '../shell/types.ts';
import type { HostAddress } from '../types.ts';
import { type Trouble, troubleIn, virsh } from '../virsh.ts';

/** What an action works with. `shell` and `reads` record what they do. */
export type HostContext = {
  host: HostAddress;
  /** What each change runs under; null: nothing. */
  guard: Guard | null;
  shell: HostShell;
  reads: VirshReads;
  /** For what is asked again and again while we wait: a record of each would say nothing. */
  polls: VirshReads;
  events: EventStream;
};

/** Runs a virsh command that changes something. `answers` are the troubles that are no failure; null: it was done. */
export async function change(
  { host, shell, guard }: HostContext,
  words: readonly string[],
  answers: readonly Trouble[],
  options: RunOptions = {},
): Promise<Trouble | null> {
  const argv = virsh(...words);
  const result = await shell.run(argv, { ...(guard && { guard }), ...options, okExitCodes: [1] });
  if (result.exitCode === 0) return null;
  const trouble = troubleIn(result.stderr);
  if (trouble && answers.includes(trouble)) return trouble;
  // libvirtd ended under it, or is not back yet: as unknown as with a connection that broke, and as worth another try.
  if (trouble === 'disconnected')
    throw fail('host_unreachable', `libvirt on ${host.name} does not answer`, {
      detail: failedCommand(argv, result, options.redact).detail ?? '',
    });
  throw failedCommand(argv, result, options.redact);
}

/** Asks libvirt; null for the trouble that means "there is none". */
export async function ask(reads: VirshReads, absent: Trouble, ...words: string[]): Promise<string | null> {
  const answer = await reads.read(...words);
  if (answer.ok) return answer.stdout;
  if (troubleIn(answer.said) === absent) return null;
  throw fail('command_failed', inWords(answer.said) ?? answer.said, { detail: virsh(...words).join(' ') });
}

/**
 * A change whose outcome can stay unknown: the command timed out, or its connection broke. Then nothing more is sent until a
 * fresh read through that libvirtd says whether what was wanted is so. While libvirtd hangs the read fails, and so does this.
 */
export async function orAsSeen<T>(act: () => Promise<T>, seen: () => Promise<T | null>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const unknown =
      error instanceof VirtfleetError && (error.code === 'command_timeout' || error.code === 'host_unreachable');
    if (!unknown) throw error;
    const found = await seen().catch(() => null);
    if (found === null) throw error;
    return found;
  }
}

/** A name as an argument: virsh would read one with a dash in front as an option. */
export function named(name: string): string {
  if (name === '' || name.startsWith('-'))
    throw fail('internal', 'A name on the host can not be used', { detail: `as an argument: ${JSON.stringify(name)}` });
  return name;
}

/** The trimmed output of a fixed script with arguments. `name` is its $0, by which it is known in process lists. */
export async function script(
  shell: HostShell,
  name: string,
  text: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return shell.run(['sh', '-c', text, name, ...args], options);
}
