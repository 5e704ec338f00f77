import { createInterface } from 'node:readline';
import { parseEventLine } from '@virtfleet/libvirt/parse-event';
import type { Log } from '@virtfleet/telemetry/log';
import { pause } from './pause.ts';
import type { HostShell, ShellProcess } from './shell/types.ts';
import type { HostEvent } from './types.ts';
import { virsh } from './virsh.ts';

export type EventStream = {
  on(listener: (event: HostEvent) => void): () => void;
  /** Answers a question: was everything told that has happened since? */
  mark(): () => boolean;
  /** Resolves when what happens from now on is told; or when the time is over. */
  whole(withinMs: number, signal?: AbortSignal): Promise<void>;
  close(): void;
};

export type EventTimes = { firstPauseMs: number; longestPauseMs: number; settleMs: number };
const defaultTimes: EventTimes = {
  firstPauseMs: 250,
  // Without it nothing that happens there is seen before the next sweep.
  longestPauseMs: 5_000,
  // virsh doesn't say when libvirt has begun to tell it: "resumed" must not come before.
  settleMs: 1_000,
};

/** What libvirt tells of its domains, from one virsh that stays. It restarts by itself; each begin is told as `resumed`. */
export function watchEvents(shell: HostShell, log: Log, times: EventTimes = defaultTimes): EventStream {
  const listeners = new Set<(event: HostEvent) => void>();
  const closing = new AbortController();
  /** Another one after each gap; null: nothing is told now. */
  let run: object | null = null;
  const tell = (event: HostEvent) => {
    for (const listener of listeners)
      try {
        listener(event);
      } catch (error) {
        // The others must hear of it all the same.
        log.error({ err: error, event: event.kind }, 'what listens to events broke');
      }
  };

  async function watchOnce(): Promise<void> {
    const process = await shell.open(virsh('event', '--all', '--loop', '--timestamp'), { leash: true });
    const stop = () => process.kill();
    closing.signal.addEventListener('abort', stop, { once: true });
    if (closing.signal.aborted) stop();
    const settled = setTimeout(() => {
      run = {};
      tell({ kind: 'resumed' });
    }, times.settleMs);
    const complaint = lastLineOf(process);
    createInterface({ input: process.stdout }).on('line', (line) => {
      const event = eventIn(line);
      if (event) tell(event);
    });
    const code = await process.exited;
    clearTimeout(settled);
    run = null;
    closing.signal.removeEventListener('abort', stop);
    if (!closing.signal.aborted) log.info({ code, said: complaint() }, 'the event stream ended');
  }

  async function keep() {
    for (let failures = 0; !closing.signal.aborted; failures++) {
      const from = performance.now();
      await watchOnce().catch((error: unknown) => log.debug({ err: error }, 'no event stream'));
      if (performance.now() - from > 10 * times.settleMs) failures = 0;
      const pauseMs = Math.min(times.longestPauseMs, times.firstPauseMs * 2 ** Math.min(failures, 10));
      await pause(pauseMs, closing.signal);
    }
  }
  void keep();

  const on: EventStream['on'] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    on,
    mark() {
      const begun = run;
      return () => begun !== null && begun === run;
    },
    async whole(withinMs, signal) {
      if (run) return;
      const resumed = new AbortController();
      const stop = on((event) => event.kind === 'resumed' && resumed.abort());
      await pause(withinMs, AbortSignal.any([resumed.signal, closing.signal, ...(signal ? [signal] : [])]));
      stop();
    },
    close: () => closing.abort(),
  };
}

/** "Stopped Shutdown" is libvirt's event and its detail. */
export function eventIn(line: string): HostEvent | null {
  const parsed = parseEventLine(line);
  if (!parsed) return null;
  const { domainName, at } = parsed;
  if (parsed.event !== 'lifecycle')
    return { kind: 'other', domainName, event: parsed.event, detail: parsed.detail, at };
  const [event = '', ...detail] = parsed.detail.split(' ');
  return { kind: 'lifecycle', domainName, event, detail: detail.join(' '), at };
}

function lastLineOf({ stderr }: ShellProcess): () => string {
  let last = '';
  createInterface({ input: stderr }).on('line', (line) => {
    if (line.trim() !== '') last = line.trim();
  });
  return () => last;
}
