/** How a guest takes its time, from power-on. What it does by itself is done to it by a test. */
export type GuestTimes = {
  /** Until its agent answers, and it hears ACPI. */
  bootMs: number;
  /** From the button to power-off, or to the reboot. */
  shutdownMs: number;
};

/** What is inside a domain that runs: it boots, hears the button or not, and tells libvirt by what it does. */
export type Guest = {
  /** The power button, pressed by libvirt for a shutdown, or for a reboot that it makes of it. */
  press(then: 'off' | 'reboot'): void;
  reset(): void;
  /** Stands still while the machine is frozen or the domain paused. */
  hold(): void;
  go(): void;
  end(): void;
  /** How long it has run, without the times in which it stood still. */
  ranMs(): number;
  /** Whether its agent answers. */
  agentIsUp(): boolean;
};

export type GuestTells = {
  agent(connected: boolean): void;
  wentDown(): void;
  rebooted(): void;
};

export function startGuest(times: GuestTimes, deaf: () => boolean, tell: GuestTells): Guest {
  let up = false;
  let ranMs = 0;
  /** Null: it stands still. */
  let runsSince: number | null = performance.now();
  let pressed: 'off' | 'reboot' | null = null;
  /** What comes next, and how much of its time is left. */
  let next: { then: () => void; leftMs: number; from: number; timer: NodeJS.Timeout | null } | null = null;

  function later(ms: number, then: () => void) {
    cancel();
    next = { then, leftMs: ms, from: performance.now(), timer: null };
    go();
  }
  function cancel() {
    if (next?.timer) clearTimeout(next.timer);
    next = null;
  }
  function hold() {
    if (!next?.timer) return;
    clearTimeout(next.timer);
    next.timer = null;
    next.leftMs -= performance.now() - next.from;
  }
  function go() {
    const waiting = next;
    if (!waiting || waiting.timer) return;
    waiting.from = performance.now();
    waiting.timer = setTimeout(
      () => {
        if (next === waiting) next = null;
        waiting.then();
      },
      Math.max(0, waiting.leftMs),
    );
    waiting.timer.unref();
  }
  function boot() {
    up = false;
    pressed = null;
    later(times.bootMs, () => {
      up = true;
      tell.agent(true);
    });
  }
  function leave() {
    if (up) tell.agent(false);
    up = false;
  }

  boot();
  return {
    press(then) {
      // libvirt takes its word back only by another: the last one counts.
      pressed = then;
      if (!up || deaf() || next) return;
      later(times.shutdownMs, () => {
        leave();
        if (pressed === 'off') return tell.wentDown();
        tell.rebooted();
        boot();
      });
    },
    reset() {
      leave();
      boot();
      tell.rebooted();
    },
    hold() {
      if (runsSince !== null) ranMs += performance.now() - runsSince;
      runsSince = null;
      hold();
    },
    go() {
      runsSince ??= performance.now();
      go();
    },
    end: cancel,
    ranMs: () => ranMs + (runsSince === null ? 0 : performance.now() - runsSince),
    agentIsUp: () => up && runsSince !== null,
  };
}
