import { readFileSync } from 'node:fs';

/** A process, told apart from a later one with the same number by when it began. */
export type ProcessId = { pid: number; startTicks: string };

export const processId = (pid: number): ProcessId => ({ pid, startTicks: startTicks(pid) ?? '' });
export const isAlive = ({ pid, startTicks: ticks }: ProcessId) => startTicks(pid) === ticks;

/** Field 22 of /proc/PID/stat (proc(5)), counted behind the command's closing bracket; null: it has ended. */
function startTicks(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
