import { fail, VirtfleetError } from '@virtfleet/contracts/errors';
import type { Log } from '@virtfleet/telemetry/log';
import type { Client } from 'ssh2';
import { pause } from '../../pause.ts';
import type { ConnectionState } from '../types.ts';
import { connectSsh, type SshTarget } from './connect.ts';

export type ConnectionTimes = {
  connectTimeoutMs: number;
  keepaliveMs: number;
  /** First pause after a failure; doubles up to the longest. */
  firstPauseMs: number;
  longestPauseMs: number;
};
export const defaultTimes: ConnectionTimes = {
  connectTimeoutMs: 10_000,
  keepaliveMs: 5_000,
  firstPauseMs: 250,
  longestPauseMs: 15_000,
};

export type SshConnection = {
  /**
   * The live client. A break is waited out until a first attempt may have failed; a host that is down for longer is refused at
   * once, so that nothing queues behind it. Rejects with why there is none.
   */
  client(signal?: AbortSignal): Promise<Client>;
  onState(listener: (state: ConnectionState) => void): () => void;
  close(): void;
};

/** Full jitter (Brooker 2015): a thousand hosts that come back at once are not met by a thousand workers in step. */
export const pauseMs = (failures: number, { firstPauseMs, longestPauseMs }: ConnectionTimes, random = Math.random) =>
  Math.round((0.5 + random() / 2) * Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 20)));

/**
 * Keeps one connection to a host: connects in the background, again whenever it is lost. A host that shows another key than
 * the pinned one is asked again only at the longest pause, under the same check, so it heals when the key is put right.
 */
export function keepConnected(target: SshTarget, times: ConnectionTimes, log: Log): SshConnection {
  const listeners = new Set<(state: ConnectionState) => void>();
  const closing = new AbortController();
  let live: Client | null = null;
  let state: ConnectionState | null = null;
  let downSince = Date.now();
  /** Settles waiting callers at the next change. */
  let changed = Promise.withResolvers<void>();

  function become(next: ConnectionState) {
    const same = state?.state === next.state && (next.state === 'up' || (state as typeof next).reason === next.reason);
    state = next;
    changed.resolve();
    changed = Promise.withResolvers();
    if (same) return;
    if (next.state === 'up') log.info({ host: target.name }, 'connected');
    else log.warn({ host: target.name, code: next.code }, next.reason);
    for (const listener of listeners) listener(next);
  }

  async function keep() {
    for (let failures = 0; !closing.signal.aborted; ) {
      try {
        live = await connectSsh(target, {
          timeoutMs: times.connectTimeoutMs,
          keepaliveMs: times.keepaliveMs,
          signal: closing.signal,
        });
        failures = 0;
        const lost = closed(live);
        become({ state: 'up' });
        await lost;
        live = null;
        downSince = Date.now();
        if (!closing.signal.aborted)
          become({ state: 'down', code: 'host_unreachable', reason: `The connection to ${target.name} broke` });
      } catch (error) {
        if (closing.signal.aborted) return;
        become(downBy(error));
      }
      failures++;
      const refused = state?.state === 'down' && state.code === 'host_key_changed';
      await pause(refused ? times.longestPauseMs : pauseMs(failures, times), closing.signal);
    }
  }
  void keep();

  return {
    async client(signal) {
      while (!live) {
        if (closing.signal.aborted) throw fail('cancelled', `The connection to ${target.name} was closed`);
        if (signal?.aborted) throw fail('cancelled', 'Cancelled');
        if (state?.state === 'down' && state.code === 'host_key_changed') throw fail(state.code, state.reason);
        const leftMs = downSince + times.connectTimeoutMs + 2 * times.firstPauseMs - Date.now();
        if (leftMs <= 0)
          throw fail('host_unreachable', state?.state === 'down' ? state.reason : `${target.name} does not answer`);
        const waits = new AbortController();
        const any = AbortSignal.any([waits.signal, closing.signal, ...(signal ? [signal] : [])]);
        await Promise.race([changed.promise, pause(leftMs, any)]);
        waits.abort();
      }
      return live;
    },
    onState(listener) {
      listeners.add(listener);
      if (state) listener(state);
      return () => listeners.delete(listener);
    },
    close() {
      closing.abort();
      live?.end();
      // A host that no longer answers would keep the goodbye waiting.
      const client = live;
      if (client) setTimeout(() => client.destroy(), 1_000).unref();
    },
  };
}

const closed = (client: Client) => new Promise<void>((resolve) => client.once('close', () => resolve()));

function downBy(error: unknown): ConnectionState {
  if (error instanceof VirtfleetError && (error.code === 'host_key_changed' || error.code === 'host_unreachable'))
    return { state: 'down', code: error.code, reason: error.message };
  return { state: 'down', code: 'host_unreachable', reason: error instanceof Error ? error.message : String(error) };
}
