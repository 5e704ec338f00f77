import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, tryRun, until } from './run.ts';

test('what a program prints, and how it ends, comes back', async () => {
  expect(await tryRun(['sh', '-c', 'cat; echo no >&2; exit 3'], { input: 'in' })).toEqual({
    code: 3,
    stdout: 'in',
    stderr: 'no\n',
  });
  await expect(run(['sh', '-c', 'echo why >&2; exit 3'])).rejects.toThrow('ended with 3: why');
  await expect(run(['no-such-program'])).rejects.toThrow('ENOENT');
});

test('told to end, it comes back when the program has ended, and not before', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'virtfleet-run-'));
  const stopping = new AbortController();
  const child = run(['sh', '-c', 'trap "touch ended; exit" TERM; touch began; while sleep 0.01; do :; done'], {
    cwd: dir,
    signal: stopping.signal,
  });
  await until('its begin', 5_000, async () => existsSync(join(dir, 'began')), 1);
  stopping.abort(new Error('enough'));
  await expect(child).rejects.toThrow('enough');
  expect(existsSync(join(dir, 'ended'))).toBe(true);
  await expect(run(['true'], { signal: stopping.signal })).rejects.toThrow('enough');
  rmSync(dir, { recursive: true });
});

test('what does not come about in time is named', async () => {
  let asked = 0;
  expect(await until('three', 5_000, async () => ++asked === 3 && 'there', 1)).toBe('there');
  await expect(until('never', 5, async () => null, 1)).rejects.toThrow('never: not within 0.005 s');
});
