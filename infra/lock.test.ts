import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { lock, lockNow } from './lock.ts';

const dir = mkdtempSync(join(tmpdir(), 'virtfleet-lock-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('one holds it, the next waits, who does not wait is told', async () => {
  const file = join(dir, 'one');
  const unlock = await lock(file);
  expect(await lockNow(file)).toBeNull();
  const next = lock(file);
  unlock();
  (await next)();
});

test('a holder that is killed lets go', async () => {
  const file = join(dir, 'two');
  const module = JSON.stringify(fileURLToPath(new URL('./lock.ts', import.meta.url)));
  const script = `await (await import(${module})).lock(${JSON.stringify(file)}); console.log('held'); setInterval(() => {}, 1000)`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  expect(await lockNow(file)).toBeNull();
  holder.kill('SIGKILL');
  (await lock(file))();
});

test('who no longer wants it does not wait for it, nor take it', async () => {
  const file = join(dir, 'three');
  const unlock = await lock(file);
  const stopping = new AbortController();
  const waiting = lock(file, stopping.signal);
  stopping.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  unlock();
  (await lock(file))();
});
