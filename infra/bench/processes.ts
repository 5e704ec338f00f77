import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Clock ticks of /proc/PID/stat per second (sysconf(_SC_CLK_TCK), 100 on every Linux that Node runs on). */
const ticksPerSecond = 100;

type Stat = { parent: number; ticks: number };

/**
 * Processor seconds, user and system, that these processes and all below them have used, those that ended included.
 * Times of children that were waited for count in their parents (proc(5): cutime, cstime).
 */
export function cpuSeconds(roots: readonly number[]): number {
  return below(roots).reduce((sum, { ticks }) => sum + ticks, 0) / ticksPerSecond;
}

/**
 * MiB that each of these processes holds with all below it, with what they share counted once (proc(5): Pss of smaps_rollup).
 * What stands below two of them counts with the nearer; other PID namespaces, as a lab's hosts are, don't count.
 */
export function memoryMib(roots: Readonly<Record<string, number>>): Record<string, number> {
  const held = Object.fromEntries(Object.keys(roots).map((name) => [name, 0]));
  const nameOf = new Map(Object.entries(roots).map(([name, pid]) => [pid, name]));
  for (const { pid, root } of below([...nameOf.keys()])) {
    const name = nameOf.get(root);
    if (name !== undefined && isHere(pid)) held[name] = (held[name] ?? 0) + pssKib(pid) / 1024;
  }
  return held;
}

/** These processes and all that descend from them, each with the nearest of these above it. */
function below(roots: readonly number[]): (Stat & { pid: number; root: number })[] {
  const all = new Map<number, Stat>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? read(entry) : null;
    if (stat) all.set(Number(entry), stat);
  }
  const rootOf = (pid: number): number | null => {
    if (roots.includes(pid)) return pid;
    const parent = all.get(pid)?.parent ?? 0;
    return parent > 1 ? rootOf(parent) : null;
  };
  return [...all].flatMap(([pid, stat]) => {
    const root = rootOf(pid);
    return root === null ? [] : [{ ...stat, pid, root }];
  });
}

const isHere = (pid: number): boolean => {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`) === readlinkSync('/proc/self/ns/pid');
  } catch {
    return false;
  }
};

/** 0: it has ended. */
function pssKib(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function read(pid: string): Stat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, ticks: utime + stime + cutime + cstime };
  } catch {
    return null;
  }
}
