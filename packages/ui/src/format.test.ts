import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatGib, formatMib, formatRelative, initials } from './format.ts';

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1024 ** 2 - 1, '1 MiB'],
    [146.4 * 1024 ** 2, '146 MiB'],
    [3.44 * 1024 ** 3, '3.4 GiB'],
  ])('%d bytes are %s', (bytes, said) => expect(formatBytes(bytes)).toBe(said));

  it('says MiB and GiB as a person does', () => {
    expect([formatMib(512), formatMib(4096), formatMib(1536), formatGib(20), formatGib(2048)]).toEqual([
      '512 MiB',
      '4 GiB',
      '1.5 GiB',
      '20 GiB',
      '2 TiB',
    ]);
  });
});

describe('durations', () => {
  it.each([
    [4, '0.00 s'],
    [410, '0.41 s'],
    [996, '1.0 s'],
    [4180, '4.2 s'],
    [9960, '10 s'],
    [59_700, '1 min'],
    [125_000, '2 min 5 s'],
    [3 * 3_600_000 + 4 * 60_000, '3 h 4 min'],
    [6 * 86_400_000 + 2 * 3_600_000, '6 d 2 h'],
  ])('%d ms are %s', (ms, said) => expect(formatDuration(ms)).toBe(said));
});

describe('relative times', () => {
  const now = new Date(2025, 10, 24, 12);
  const ago = (ms: number) => formatRelative(new Date(now.getTime() - ms), now);
  it('grows through its units, never showing 60 of one', () => {
    expect([0, 1000, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000].map(ago)).toEqual([
      'just now',
      '1 s ago',
      '59 s ago',
      '1 min ago',
      '59 min ago',
      '1 h ago',
      '1 d ago',
    ]);
  });
  it('names the day after a month, and the year when it is another', () => {
    expect(ago(40 * 86_400_000)).toBe('15 Oct');
    expect(ago(400 * 86_400_000)).toBe('20 Oct 2024');
  });
  it('takes a clock a little behind for now, and says the future as such', () => {
    expect([ago(-3000), ago(-120_000)]).toEqual(['just now', 'in 2 min']);
  });
});

it('makes initials of names and addresses', () => {
  expect(['Web Team', 'ada@example.org', 'Ann Mary Lee', '', 'Ö'].map(initials)).toEqual(['WT', 'AD', 'AL', '?', 'Ö']);
});
