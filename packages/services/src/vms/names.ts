import { fail } from '@virtfleet/contracts/errors';
import type { TaskState } from '@virtfleet/contracts/views';
import { expandNames } from '@virtfleet/contracts/vm-names';
import type { Db } from '@virtfleet/db/client';

/** The names that a form's pattern stands for. Throws invalid_input. */
export function namesOf(pattern: string): string[] {
  const made = expandNames(pattern);
  if (made.ok) return made.names;
  throw fail('invalid_input', made.message, { field: 'name' });
}

/** Throws name_taken with what would free the first of them that is. */
export async function refuseTakenNames(db: Db, projectId: string, names: readonly string[]): Promise<void> {
  const taken = await takenName(db, projectId, names);
  if (taken !== null) throw fail('name_taken', taken, { field: 'name' });
}

/** Why the first of these names that is taken can't be had; null: all are free. */
export async function takenName(db: Db, projectId: string, names: readonly string[]): Promise<string | null> {
  const holders = await db.vm.findMany({
    where: { projectId, name: { in: [...names] }, deletedAt: null },
    select: { name: true, failure: true, taskState: true },
  });
  const name = names.find((each) => holders.some((holder) => holder.name === each));
  const holder = holders.find((each) => each.name === name);
  return name === undefined || !holder ? null : whyTaken(name, holder);
}

/** A VM on its way out, or one that never came to be, still holds its name: then it says what would free it. */
function whyTaken(name: string, holder: { failure: string | null; taskState: TaskState | null }): string {
  if (holder.taskState === 'deleting') return `A VM named ${name} is still being deleted. Try again in a moment.`;
  if (holder.failure !== null)
    return `A VM named ${name} could not be created and still holds the name. Delete it, then try again.`;
  return `This project has a VM named ${name} already`;
}
