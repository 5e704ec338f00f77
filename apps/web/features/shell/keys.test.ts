import { describe, expect, it } from 'vitest';
import { keyName, nextPressed } from './keys.ts';

const known = new Set(['c', '?', '/', 'g v', 'g c', 'v']);

describe('keys', () => {
  it.each([
    [null, 'c', { run: 'c', waiting: null }],
    [null, 'g', { run: null, waiting: 'g' }],
    ['g', 'v', { run: 'g v', waiting: null }],
    // Together they mean one thing only.
    ['g', 'c', { run: 'g c', waiting: null }],
    ['g', 'g', { run: null, waiting: 'g' }],
    ['g', 'x', { run: null, waiting: null }],
    ['g', '?', { run: '?', waiting: null }],
    [null, 'x', { run: null, waiting: null }],
    [null, 'Enter', { run: null, waiting: null }],
  ])('%s then %s', (waiting, key, want) => {
    expect(nextPressed(waiting, key, known)).toEqual(want);
  });

  it.each([
    [{ key: 'c', code: 'KeyC', shiftKey: false }, 'c'],
    [{ key: 'C', code: 'KeyC', shiftKey: false }, 'c'],
    [{ key: 'C', code: 'KeyC', shiftKey: true }, 'C'],
    [{ key: '?', code: 'Slash', shiftKey: true }, '?'],
    [{ key: 'с', code: 'KeyC', shiftKey: false }, 'c'],
    [{ key: 'Escape', code: 'Escape', shiftKey: false }, 'Escape'],
  ])('is called by its letter: %j', (event, want) => {
    expect(keyName(event)).toBe(want);
  });
});
