import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./styles.css', import.meta.url), 'utf8');

type Rgb = [number, number, number];

/** Björn Ottosson's matrices: OKLCH to linear sRGB, clipped as a browser would show it. */
function linearRgb(l: number, c: number, hue: number): Rgb {
  const a = c * Math.cos((hue * Math.PI) / 180);
  const b = c * Math.sin((hue * Math.PI) / 180);
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ];
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
    clip(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
    clip(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z),
  ];
}

/** The colours of one theme by their names; opaque ones only. */
function palette(theme: 'light' | 'dark'): Map<string, Rgb> {
  const colors = new Map<string, Rgb>([['white', [1, 1, 1]]]);
  const oklch = String.raw`oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)`;
  for (const [, name, value] of css.matchAll(/^ {2}--([a-z0-9-]+): (.*oklch.*);$/gm)) {
    const found = [...(value ?? '').matchAll(new RegExp(oklch, 'g'))];
    const [, l, c, h] = found[theme === 'dark' ? found.length - 1 : 0] ?? [];
    if (name && l) colors.set(name, linearRgb(Number(l) / 100, Number(c), Number(h)));
  }
  return colors;
}

const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['bg', 'surface', 'sunken', 'raised', 'hover'];
/** Which words stand on what. */
const words: [text: string, on: string[]][] = [
  ['ink', [...surfaces, 'accent-soft']],
  ['ink-2', [...surfaces, 'accent-soft']],
  ['ink-3', [...surfaces, 'accent-soft']],
  ['accent', [...surfaces, 'accent-soft']],
  ['red-ink', surfaces],
  ['amber-ink', surfaces],
  ['green-ink', surfaces],
  ['on-ink', ['ink', 'ink-hover']],
  ['on-accent', ['accent']],
  ['white', ['danger', 'danger-hover']],
];
/** What has to be seen but not read: 3:1 (WCAG 1.4.11). */
const marks = ['green', 'blue', 'purple', 'red', 'accent'];

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const colors = palette(theme);
  const of = (name: string): Rgb => {
    const color = colors.get(name);
    if (!color) throw new Error(`styles.css has no --${name}`);
    return color;
  };

  it.each(words)('%s can be read on every surface that it stands on', (text, on) => {
    const low = on.map((surface) => ({ surface, ratio: contrast(of(text), of(surface)) })).filter((x) => x.ratio < 4.5);
    expect(low).toEqual([]);
  });

  it.each(marks)('a mark in %s can be seen', (mark) => {
    for (const surface of surfaces) expect(contrast(of(mark), of(surface))).toBeGreaterThanOrEqual(3);
  });
});
