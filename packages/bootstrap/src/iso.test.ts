import { describe, expect, it } from 'vitest';
import { makeSeedIso } from './iso.ts';

describe('makeSeedIso', () => {
  it('makes the same bytes of the same files and date', () => {
    const files = { 'user-data': '#cloud-config\n', 'meta-data': 'instance-id: a\n' };
    expect(makeSeedIso(files)).toEqual(makeSeedIso(files));
    expect(makeSeedIso(files, { at: new Date('2026-11-24') })).not.toEqual(makeSeedIso(files));
  });

  it('is whole sectors long, as a volume of exactly its size must be, and never too small to be noticed', () => {
    expect(makeSeedIso({ a: '' }).length).toBe(128 * 1024);
    expect(makeSeedIso({ a: 'x'.repeat(100 * 2048 + 1) }).length).toBe(126 * 2048);
  });

  it.each(['../etc/passwd', 'ä', '', 'a b', 'x'.repeat(65)])('refuses %j as a name', (name) => {
    expect(() => makeSeedIso({ [name]: '' })).toThrow('no name for a file');
  });

  it('refuses more files than its one directory holds', () => {
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`${'n'.repeat(20)}${n}`, '']));
    expect(() => makeSeedIso(files)).toThrow('Too many files');
  });
});
