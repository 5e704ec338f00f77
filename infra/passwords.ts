// `npm run passwords`: shows again how to sign in.
import { existsSync } from 'node:fs';
import { howToSignIn } from './accounts.ts';
import { isAlive } from './processes.ts';
import { readRun, statePath } from './state.ts';

if (!existsSync(statePath('secrets', 'passwords.json'))) {
  console.error('No passwords yet: `npm start` makes them.');
  process.exit(1);
}
const run = readRun();
console.log(run && isAlive(run.supervisor) ? `Sign in at ${run.url} as` : 'Once `npm start` runs, sign in as');
console.log(howToSignIn());
console.log('\nWhoever has changed theirs since, or was given a one-time password by an admin, signs in with that.');
