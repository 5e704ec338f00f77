import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { retryImport } from '@virtfleet/db/image-imports';
import { type TestDatabase, testDatabase } from '@virtfleet/testing/database';
import { makeImageImport } from '@virtfleet/testing/factories';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive, processId } from '../processes.ts';
import { buildImages, type ImageBuilds } from './image-builds.ts';

let t: TestDatabase;
let dir: string;
let builds: ImageBuilds | undefined;
const said: string[] = [];
const pids: number[] = [];
const never = new AbortController().signal;
beforeEach(async () => {
  t = await testDatabase();
  dir = mkdtempSync(join(tmpdir(), 'virtfleet-builds-'));
  said.length = 0;
  pids.length = 0;
});
afterEach(async () => {
  await builds?.stop(0, never);
  rmSync(dir, { recursive: true });
  await t.drop();
});

/** Builds by a shell script, with the image's name as $0. */
function start(script: string) {
  builds = buildImages({
    databaseUrl: t.url,
    env: process.env,
    logFile: join(dir, 'images.log'),
    onStart: (pid) => pids.push(pid),
    say: (text) => said.push(text),
    argv: (name) => ['sh', '-c', script, name],
    askAgainMs: 20,
  });
  return builds;
}
const seen = (text: string) => vi.waitFor(() => expect(said.join('\n')).toContain(text), { timeout: 10_000 });

test('a build that dies without a word is a failure in its row, and begins again when somebody asks', async () => {
  const { id } = await makeImageImport(t.db, { name: 'debian-12' });
  start(`echo "$0" >> ${dir}/tries; kill -9 $$`);
  await seen('image debian-12: not built: its build ended (SIGKILL), see ');
  expect((await t.db.imageImport.findFirstOrThrow()).failure).toContain('SIGKILL');
  expect(pids).toHaveLength(1);

  expect(await retryImport(t.db, id)).toBe(true);
  await vi.waitFor(() => expect(readFileSync(join(dir, 'tries'), 'utf8')).toBe('debian-12\ndebian-12\n'));
});

test('one that fails does not keep the next from being built', async () => {
  await makeImageImport(t.db, { name: 'a', title: 'A' });
  await makeImageImport(t.db, { name: 'b', title: 'B' });
  start(`echo "$0" >> ${dir}/tries; exit 1`);
  await seen('image b: not built');
  expect(readFileSync(join(dir, 'tries'), 'utf8')).toBe('a\nb\n');
});

test('stop ends the build that runs, and its row waits for the next start', async () => {
  await makeImageImport(t.db, { name: 'debian-12' });
  const running = start('trap "exit 1" TERM; echo up; while :; do sleep 0.05; done');
  await vi.waitFor(() => expect(readFileSync(join(dir, 'images.log'), 'utf8')).toBe('up\n'));
  const child = processId(pids[0] ?? 0);
  await running.stop(5_000, never);
  expect(isAlive(child)).toBe(false);
  expect((await t.db.imageImport.findFirstOrThrow()).failure).toBeNull();
  expect(said).toEqual(['image debian-12: building in the background']);
});

test('with nothing to build there is nothing to wait for', async () => {
  await start('exit 1').stop(0, never);
  expect(pids).toEqual([]);
});
