import { expect, test } from 'vitest';
import { type Progress, packageProgress, within } from './progress.ts';

const output = (packages: number) =>
  [
    'Reading package lists...',
    ...Array.from(
      { length: packages },
      (_, n) => `Get:${n + 1} http://deb.debian.org/debian bookworm/main amd64 p${n} amd64 1 [5 B]`,
    ),
    ...Array.from({ length: packages }, (_, n) => `Unpacking p${n} (1) ...\nSetting up p${n} (1) ...`),
    'Processing triggers for libc-bin (2.36) ...',
    '',
  ].join('\n');

/** In pieces that heed no line. */
function reports(text: string, packages: number): Progress[] {
  const heard: Progress[] = [];
  const listen = packageProgress(
    packages,
    within((progress) => heard.push(progress), 0.1, 0.9),
  );
  for (let at = 0; at < text.length; at += 37) listen(text.slice(at, at + 37));
  return heard;
}

test('goes from one end to the other, and never back', () => {
  const heard = reports(output(20), 20);
  const values = heard.map(({ progress }) => progress);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  expect(values[0]).toBeGreaterThan(0.1);
  expect(values.at(-1)).toBeCloseTo(0.1 + 0.8 * 0.99, 2);
  expect([...new Set(heard.map(({ stage }) => stage))]).toEqual([
    'downloading packages',
    'unpacking packages',
    'setting packages up',
  ]);
});

test('more packages than were expected do not lead beyond the end', () => {
  expect(reports(output(50), 20).every(({ progress }) => progress < 0.9)).toBe(true);
});
