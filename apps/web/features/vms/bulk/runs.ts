'use client';

import type { BulkAction, BulkResult } from '@virtfleet/contracts/list';
import { mostAtOnce } from '@virtfleet/contracts/list-terms';
import { newId } from '@virtfleet/contracts/new-id';
import { useSyncExternalStore } from 'react';
import type { ApiClient } from '../../../trpc/client.tsx';
import { errorMessage } from '../../../trpc/errors.ts';
import type { Picked } from '../../lists/use-selection.ts';

/** One action on many VMs, as far as this tab has asked for it. */
export type BulkRun = {
  batchId: string;
  project: { id: string; name: string };
  action: BulkAction | 'create';
  tag: string | undefined;
  vms: readonly Picked[];
  /** Of those that were asked for already. */
  results: readonly BulkResult[];
  /** Why the asking broke off; it can go on. */
  error: string | null;
};

/** It goes on while one looks at other pages of the app. */
let run: BulkRun | null = null;
const listeners = new Set<() => void>();

function put(next: BulkRun | null): void {
  run = next;
  for (const listener of listeners) listener();
}

export const useBulkRun = (): BulkRun | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => run,
    () => null,
  );

type Wanted = Pick<BulkRun, 'project' | 'tag' | 'vms'> & { action: BulkAction };

/** Shows how far the VMs are that one form asked for: all of them were asked for at once. */
export function showCreates(project: BulkRun['project'], batchId: string, made: readonly Made[]): void {
  put({
    ...{ batchId, project, action: 'create', tag: undefined, error: null },
    vms: made.map(({ vmId, name }) => ({ id: vmId, name })),
    results: made.map((vm) => ({ ...vm, ok: true })),
  });
}

type Made = { vmId: string; name: string; operationId: string };

/** Asks for all of them, some at a time, so that each call answers soon and other people’s work comes in between. */
export function startBulk(client: ApiClient, wanted: Wanted, asked: () => void): void {
  put({ ...wanted, batchId: newId(), results: [], error: null });
  void goOn(client, asked);
}

export async function goOn(client: ApiClient, asked: () => void): Promise<void> {
  window.addEventListener('beforeunload', askBeforeLeaving);
  try {
    while (run && run.results.length < run.vms.length) {
      const { batchId, project, action, tag, vms, results } = run;
      if (action === 'create') return;
      put({ ...run, error: null });
      const next = vms.slice(results.length, results.length + atOnce);
      const answered = await client.vms.bulk.mutate({
        projectId: project.id,
        batchId,
        action,
        vms: next.map(({ id, name }) => ({ id, name })),
        ...(tag !== undefined && { tag }),
      });
      // Another action took its place meanwhile, or it was closed.
      if (run?.batchId !== batchId) return;
      put({ ...run, results: [...results, ...answered] });
      asked();
    }
  } catch (error) {
    if (run) put({ ...run, error: errorMessage(error) });
  } finally {
    window.removeEventListener('beforeunload', askBeforeLeaving);
  }
}

const atOnce = Math.min(10, mostAtOnce);

/** What was asked for is done in any case; the others would be left as they are. */
const askBeforeLeaving = (event: BeforeUnloadEvent) => event.preventDefault();

export const closeBulk = (): void => put(null);
