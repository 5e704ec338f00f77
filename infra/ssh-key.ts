import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensurePackages } from './debian.ts';
import { type Doing, run } from './run.ts';

/** Makes an SSH key, whole or not at all, unless it is there. Answers its public half, a line. */
export async function ensureSshKey(file: string, doing: Doing): Promise<string> {
  if (!existsSync(file) || !existsSync(`${file}.pub`)) {
    await ensurePackages(['openssh-client'], doing);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    for (const left of [`${file}.new`, `${file}.new.pub`]) rmSync(left, { force: true });
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'virtfleet', '-f', `${file}.new`]);
    renameSync(`${file}.new.pub`, `${file}.pub`);
    renameSync(`${file}.new`, file);
  }
  return readFileSync(`${file}.pub`, 'utf8').trim();
}
