import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderStore } from './store.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'virtfleet-objects-'));
  writeFileSync(join(dir, 'a'.repeat(64)), 'bytes');
});
afterAll(() => rmSync(dir, { recursive: true }));

test('an object is had by its key', async () => {
  const store = folderStore(dir);
  expect(await store.size('a'.repeat(64))).toBe(5);
  expect(await text(store.open('a'.repeat(64)))).toBe('bytes');
});

test('what is not there has no size, and cannot be read', async () => {
  const store = folderStore(dir);
  expect(await store.size('b'.repeat(64))).toBeNull();
  await expect(text(store.open('b'.repeat(64)))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('no key leads out of the folder', () => {
  const store = folderStore(join(dir, 'inner'));
  for (const key of ['../secret', '/etc/passwd', '..', '.', '', 'a/b', 'a\0b']) {
    expect(() => store.open(key)).toThrow();
    expect(() => store.size(key)).toThrow();
  }
});
