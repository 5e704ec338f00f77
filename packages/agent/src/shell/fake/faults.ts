/** Which commands: the word that says what is done ("define", "vol-upload", "virtfleet-stamp"), or what the whole line holds. */
export type Matcher = string | RegExp | ((argv: readonly string[]) => boolean);

export type FaultOptions = {
  /** How many commands it befalls; default 1. */
  times?: number;
  /** It passes so many by first. */
  after?: number;
};

type What =
  | { do: 'fail'; exitCode: number; stderr: string }
  | { do: 'delay'; ms: number }
  /** It never begins, and never ends by itself. */
  | { do: 'hang' }
  /** It is done, and the answer never comes: the command hangs, or its connection breaks. */
  | { do: 'lose answer'; by: 'hang' | 'cut' }
  /** Prints so much before its own answer. */
  | { do: 'flood'; bytes: number };

export type Fault = What & { readonly hits: number; remove(): void };

export type Faults = {
  failOn(on: Matcher, options?: FaultOptions & { exitCode?: number; stderr?: string }): Fault;
  delay(on: Matcher, ms: number, options?: FaultOptions): Fault;
  hang(on: Matcher, options?: FaultOptions): Fault;
  loseAnswer(on: Matcher, options?: FaultOptions & { by?: 'hang' | 'cut' }): Fault;
  flood(on: Matcher, bytes: number, options?: FaultOptions): Fault;
  clear(): void;
  /** What befalls this command; each call counts it once. */
  take(argv: readonly string[]): What[];
};

export function createFaults(): Faults {
  const faults = new Set<{ what: What; on: Matcher; left: number; pass: number; hits: number }>();

  function add(on: Matcher, what: What, { times = 1, after = 0 }: FaultOptions): Fault {
    const fault = { what, on, left: times, pass: after, hits: 0 };
    faults.add(fault);
    return {
      ...what,
      get hits() {
        return fault.hits;
      },
      remove: () => faults.delete(fault),
    };
  }

  return {
    failOn: (on, { exitCode = 1, stderr = 'error: internal error: a fault was asked for\n', ...options } = {}) =>
      add(on, { do: 'fail', exitCode, stderr }, options),
    delay: (on, ms, options = {}) => add(on, { do: 'delay', ms }, options),
    hang: (on, options = {}) => add(on, { do: 'hang' }, options),
    loseAnswer: (on, { by = 'cut', ...options } = {}) => add(on, { do: 'lose answer', by }, options),
    flood: (on, bytes, options = {}) => add(on, { do: 'flood', bytes }, options),
    clear: () => faults.clear(),
    take(argv) {
      const taken: What[] = [];
      for (const fault of faults) {
        if (!matches(fault.on, argv)) continue;
        if (fault.pass > 0) {
          fault.pass--;
          continue;
        }
        fault.hits++;
        taken.push(fault.what);
        if (--fault.left === 0) faults.delete(fault);
      }
      return taken;
    },
  };
}

/** `virsh -q -c URI WORD …`, `sh -c TEXT NAME …`, else the program's name. */
export function commandWord(argv: readonly string[]): string {
  if (argv[0] === 'virsh') return virshWords(argv)[0] ?? 'virsh';
  if (argv[0] === 'sh' && argv[1] === '-c') return argv[3] ?? 'sh';
  return argv[0] ?? '';
}

/** A virsh command without virsh's own options. */
export function virshWords(argv: readonly string[]): string[] {
  const words = argv.slice(1);
  while (words[0]?.startsWith('-')) words.splice(0, words[0] === '-c' ? 2 : 1);
  return words;
}

function matches(on: Matcher, argv: readonly string[]): boolean {
  if (typeof on === 'function') return on(argv);
  return typeof on === 'string' ? commandWord(argv) === on : on.test(argv.join(' '));
}
