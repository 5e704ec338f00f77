import 'server-only';

import {
  dehydrate,
  type FetchInfiniteQueryOptions,
  type FetchQueryOptions,
  HydrationBoundary,
  type InfiniteData,
  type QueryKey,
} from '@tanstack/react-query';
import { TRPCError } from '@trpc/server';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import { appRouter } from '@virtfleet/api/root';
import { VirtfleetError } from '@virtfleet/contracts/errors';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache, type ReactNode } from 'react';
import { apiContext } from '../server/context.ts';
import { makeQueryClient } from './query-client.ts';

/** One cache for each request. */
const getQueryClient = cache(() => makeQueryClient());

/** The router's queries, answered in this process. */
export const trpc = createTRPCOptionsProxy({ ctx: apiContext, router: appRouter, queryClient: getQueryClient });

/**
 * Reads what a page needs before it is sent, so that it arrives whole. What isn't there, or isn't theirs, is "not found";
 * whoever is not signed in, or has a one-time password, is sent to mend that, and comes back.
 */
export async function load<Data, Failure, Result, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Failure, Result, Key>,
): Promise<Result> {
  return await orElsewhere(() => getQueryClient().fetchQuery(options));
}

/** The same for the first page of a list that comes in pages. */
export async function loadPages<Data, Failure, Result, Key extends QueryKey, Param>(
  options: FetchInfiniteQueryOptions<Data, Failure, Result, Key, Param>,
): Promise<InfiniteData<Result, Param>> {
  return await orElsewhere(() => getQueryClient().fetchInfiniteQuery(options));
}

async function orElsewhere<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    const code = error instanceof TRPCError && error.cause instanceof VirtfleetError ? error.cause.code : null;
    if (code === 'unauthenticated') redirect(await wayBack('/signin'));
    if (code === 'password_due') redirect(await wayBack('/password'));
    if (code === 'not_found') notFound();
    throw error;
  }
}

/** A page that leads back to that of this request. */
async function wayBack(path: '/signin' | '/password'): Promise<string> {
  const asked = (await headers()).get('x-path') ?? '/';
  return asked === '/' ? path : `${path}?${new URLSearchParams({ next: asked })}`;
}

/** Hands what was loaded to the browser's cache. */
export function Hydrated({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(getQueryClient())}>{children}</HydrationBoundary>;
}
