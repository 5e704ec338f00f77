import { initTRPC } from '@trpc/server';
import { fail } from '@virtfleet/contracts/errors';
import { id } from '@virtfleet/contracts/ids';
import type { Role } from '@virtfleet/contracts/views';
import { projectOf, type SubjectKey } from '@virtfleet/db/access';
import type { Db } from '@virtfleet/db/client';
import type { Keyring } from '@virtfleet/db/secrets';
import { type Actor, authorize, type Permission, type permissions } from '@virtfleet/domain/authz';
import type { Log } from '@virtfleet/telemetry/log';
import superjson from 'superjson';
import { z } from 'zod';
import { describeError, logError, toTrpcError } from './errors.ts';
import type { ChangeFeed } from './feed.ts';

/** What each request brings: who asks, by a session that was checked now, and what the process holds. */
export type ApiContext = {
  actor: Actor | null;
  db: Db;
  keyring: Keyring;
  feed: ChangeFeed;
  log: Log;
  now: () => Date;
  /** Counts a call that was answered, by "ok" or the code of its error. */
  observe: (path: string, code: string, ms: number) => void;
};

type ProcedureMeta = { permission: Permission };

const t = initTRPC
  .context<ApiContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    // A dead stream is noticed by its pings; the client reconnects by itself.
    sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 25_000 } },
    errorFormatter: ({ shape, error }) => {
      const { message, view } = describeError(error);
      const { stack: _, ...data } = shape.data;
      return { ...shape, message, data: { ...data, virtfleet: view } };
    },
  });

export const router = t.router;

/** Permissions that ask for a role in a project, and so need to know which. */
type InProject = { [P in Permission]: (typeof permissions)[P] extends Role ? P : never }[Permission];
type Anywhere = Exclude<Permission, InProject>;

const base = t.procedure.use(async ({ ctx, next, path, type, getRawInput }) => {
  const from = performance.now();
  const result = await next();
  const code = result.ok ? 'ok' : describeError(result.error).view.code;
  // A stream is answered at once, and then goes on.
  ctx.observe(path, code, performance.now() - from);
  if (result.ok) {
    if (type === 'mutation' && !unlogged.has(path)) await logChange(ctx, path, getRawInput);
    return result;
  }
  logError(ctx.log, result.error, path);
  throw toTrpcError(result.error);
});

/** Pages send these by themselves, and they change nothing that lasts. */
const unlogged: ReadonlySet<string> = new Set(['vms.watch', 'notifications.read']);

/** Who changed what: the input's ids only, since the rest may hold what no log should. */
async function logChange({ actor, log }: ApiContext, path: string, input: () => Promise<unknown>): Promise<void> {
  const raw = z.record(z.string(), z.unknown()).safeParse(await input());
  const ids = Object.entries(raw.data ?? {}).filter(([, value]) => id.safeParse(value).success);
  log.info({ path, actor: actor?.userId, email: actor?.email, ...Object.fromEntries(ids) }, 'a change was made');
}

/** A procedure for whoever is signed in, or for fleet admins: as the permission's entry says. */
export const procedure = (permission: Anywhere) =>
  base.meta({ permission }).use(({ ctx, next }) => next({ ctx: { ...ctx, actor: authorize(ctx.actor, permission) } }));

/**
 * A procedure about something in a project. `by` names the one field of the input that says what it is about:
 * its project is looked up and the permission judged before the rest of the input is read.
 */
export const projectProcedure = (permission: InProject, by: SubjectKey) =>
  base.meta({ permission }).use(async ({ ctx, next, getRawInput }) => {
    if (!ctx.actor) authorize(null, permission);
    const raw = await getRawInput();
    const subject = z.object({ [by]: id }).safeParse(raw);
    const value = subject.success ? subject.data[by] : undefined;
    const projectId = value === undefined ? undefined : await projectOf(ctx.db, by, value);
    const actor = authorize(ctx.actor, permission, projectId);
    // An admin passes without a project, and what is not there is not there for an admin either.
    if (projectId === undefined) throw fail('not_found', 'There is no such thing here');
    return next({ ctx: { ...ctx, actor } });
  });
