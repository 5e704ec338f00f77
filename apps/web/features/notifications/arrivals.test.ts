import { expect, it } from 'vitest';
import { arrivedSince, newestOf } from './arrivals.ts';

const item = (id: string, readAt: Date | null = null) => ({ id, readAt, href: '/' });

it('what was there at first is no arrival; what came since and is unread is', () => {
  const first = [item('b'), item('a')];
  expect(arrivedSince(null, first)).toEqual([]);
  const known = newestOf(null, first);
  const later = [item('d'), item('c', new Date()), ...first];
  expect(arrivedSince(known, later).map(({ id }) => id)).toEqual(['d']);
  expect(arrivedSince(newestOf(known, later), later)).toEqual([]);
});

it('the newest that was known stays, when it is gone, or when there was none', () => {
  expect(newestOf('c', [item('a')])).toBe('c');
  expect(arrivedSince(newestOf(null, []), [item('a')]).map(({ id }) => id)).toEqual(['a']);
});
