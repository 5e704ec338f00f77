import { isAlive } from './processes.ts';
import { readRun, stateDir } from './state.ts';

/** Says that it runs already, and where. Answers the exit code: nothing is wrong with that. */
export function tellRunning(): number {
  const run = readRun();
  if (run && isAlive(run.supervisor) && run.ready)
    console.log(
      `Virtfleet runs already, at ${run.url}\nnpm run passwords shows how to sign in. Ctrl-C where it runs stops it.`,
    );
  else console.log(`Virtfleet is just being started, stopped or reset, in ${stateDir}. Try again when that is done.`);
  return 0;
}

// Asked by start.mjs, which must not change packages under a process that uses them: ends with 0 when it runs.
if (import.meta.main) {
  const run = readRun();
  process.exitCode = run && isAlive(run.supervisor) ? tellRunning() : 1;
}
