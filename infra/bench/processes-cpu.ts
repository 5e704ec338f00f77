import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc/PID/stat per second (sysconf(_SC_CLK_TCK), 100 on every Linux that Node runs on). */
const ticksPerSecond = 100;

type Stat = { parent: number; ticks: number };

/**
 * Processor seconds, user and system, that these processes and all below them have used, those that ended included.
 * Times of children that were waited for count in their parents (proc(5): cutime, cstime).
 */
export function cpuSeconds(roots: readonly number[]): number {
  const all = new Map<number, Stat>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? read(entry) : null;
    if (stat) all.set(Number(entry), stat);
  }
  const isBelow = (pid: number): boolean => {
    if (roots.includes(pid)) return true;
    const parent = all.get(pid)?.parent;
    return parent !== undefined && parent > 1 && isBelow(parent);
  };
  let ticks = 0;
  for (const [pid, stat] of all) if (isBelow(pid)) ticks += stat.ticks;
  return ticks / ticksPerSecond;
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
