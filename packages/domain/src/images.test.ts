import { expect, test } from 'vitest';
import { canStartFrom } from './images.ts';

const importing = { stage: 'installing packages', progress: 0.429, failure: null };

test('a VM starts from what is whole; else the reason says how far it is', () => {
  expect(canStartFrom({ state: 'ready', importing: null })).toEqual({ ok: true });
  expect(canStartFrom({ state: 'ready', importing })).toEqual({ ok: true });
  expect(canStartFrom({ state: 'importing', importing })).toEqual({ ok: false, reason: 'Importing, 42 %' });
  expect(canStartFrom({ state: 'importing', importing: { ...importing, progress: 1 } })).toMatchObject({
    reason: 'Importing, 99 %',
  });
  expect(canStartFrom({ state: 'importing', importing: { ...importing, failure: 'no space' } })).toMatchObject({
    reason: 'Import failed',
  });
  expect(canStartFrom({ state: 'gone', importing: null })).toEqual({ ok: false, reason: 'Gone' });
});
