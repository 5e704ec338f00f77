import { fail } from '@virtfleet/contracts/errors';
import type { EndMySessionsInput } from '@virtfleet/contracts/user';
import { endSessionsOf } from '@virtfleet/db/sessions';
import { type Actor, authorize } from '@virtfleet/domain/authz';
import type { ServiceContext } from '../context.ts';

/** Ends someone's sessions at once: one, or all. Answers how many. */
export async function endUserSessions(
  { db, now }: ServiceContext,
  actor: Actor,
  { userId, sessionId }: { userId: string; sessionId?: string | undefined },
): Promise<{ ended: number }> {
  authorize(actor, 'users.endSessions');
  return { ended: await db.$transaction((tx) => endSessionsOf(tx, userId, { only: sessionId }, now())) };
}

/** Ends sessions of one's own: one, all others, or all. Throws not_found for one that isn't theirs or is over. Answers how many. */
export async function endMySessions(
  { db, now }: ServiceContext,
  actor: Actor,
  input: EndMySessionsInput,
): Promise<{ ended: number }> {
  authorize(actor, 'me.endSessions');
  const which =
    'sessionId' in input ? { only: input.sessionId } : input.which === 'others' ? { except: actor.sessionId } : {};
  const ended = await db.$transaction((tx) => endSessionsOf(tx, actor.userId, which, now()));
  if ('sessionId' in input && ended === 0) throw fail('not_found', 'This session is over already');
  return { ended };
}
