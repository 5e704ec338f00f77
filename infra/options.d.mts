// The types of options.mjs, which has to be plain JavaScript.
export const usage: string;
export type StartOptions = {
  /** `dev` serves the web from its sources, and reloads it. */
  mode: 'start' | 'dev';
  /** A lab of two hosts, those that a file names, so many that are simulated, or none. */
  fleet: 'lab' | 'none' | { file: string } | { simulated: number };
  /** How many are simulated where no lab can run. */
  simulated: number;
  /** Where the web listens. */
  listen: string;
  /** The web's port; null: 3000, or the next that is free. */
  port: number | null;
  /** Null: the embedded Postgres. */
  databaseUrl: string | null;
  /** The names of guest images. tiny comes at once; others are built when all is up. */
  images: string[];
};
/** Null: help is asked for. */
export function startOptions(args: readonly string[], env: NodeJS.ProcessEnv): StartOptions | null;
/** The same options; where a lab is asked for and none can run here, with simulated hosts instead. `why` says so. */
export function possibleHere(options: StartOptions): { options: StartOptions; why: string | null };
