import { randomBytes } from 'node:crypto';
import { callTRPCProcedure, TRPCError } from '@trpc/server';
import { newId } from '@virtfleet/contracts/ids';
import type { Role } from '@virtfleet/contracts/views';
import type { Db } from '@virtfleet/db/client';
import { makeKeyring } from '@virtfleet/db/secrets';
import type { Actor } from '@virtfleet/domain/authz';
import { createLog } from '@virtfleet/telemetry/log';
import { makeUser } from '@virtfleet/testing/factories';
import { describeError, type ErrorView } from './errors.ts';
import { createChangeFeed } from './feed.ts';
import { appRouter } from './root.ts';
import type { ApiContext } from './trpc.ts';

/** For the tests beside it only. */
const log = createLog('test', { write: () => {} });

export function apiContext(db: Db, actor: Actor | null): ApiContext {
  const [feed, keyring] = [createChangeFeed(), makeKeyring([randomBytes(32)])];
  return { actor, db, keyring, feed, log, now: () => new Date(), observe: () => {} };
}

export async function actorWith(db: Db, roles: Record<string, Role>, isAdmin = false): Promise<Actor> {
  const user = await makeUser(db, { roles, isAdmin });
  return {
    userId: user.id,
    sessionId: newId(),
    name: user.name,
    email: user.email,
    isAdmin,
    passwordDue: false,
    roles,
  };
}

export type Outcome = { ok: true; value: unknown } | { ok: false; message: string; error: ErrorView };

/** Calls a procedure by its path, as the HTTP door does; a stream is opened and closed again. */
export async function call(ctx: ApiContext, path: string, input: unknown): Promise<Outcome> {
  const procedure = procedures[path];
  if (!procedure) throw new Error(`there is no procedure ${path}`);
  const abort = new AbortController();
  try {
    const value: unknown = await callTRPCProcedure({
      router: appRouter,
      path,
      ctx,
      getRawInput: async () => input,
      type: procedure._def.type,
      signal: abort.signal,
      batchIndex: 0,
    });
    return { ok: true, value };
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    const { message, view } = describeError(error);
    return { ok: false, message, error: view };
  } finally {
    abort.abort();
  }
}

type AnyProcedure = { _def: { type: 'query' | 'mutation' | 'subscription'; meta?: unknown } };

/** Every procedure of the router, by its path. */
export const procedures: Record<string, AnyProcedure> = Object.fromEntries(
  Object.entries(appRouter._def.procedures).flatMap(([name, entry]) => flatten(name, entry)),
);

function flatten(path: string, entry: unknown): [string, AnyProcedure][] {
  if (isProcedure(entry)) return [[path, entry]];
  if (typeof entry !== 'object' || entry === null) return [];
  return Object.entries(entry).flatMap(([name, inner]) => flatten(`${path}.${name}`, inner));
}

function isProcedure(entry: unknown): entry is AnyProcedure {
  return typeof entry === 'function' && '_def' in entry;
}
