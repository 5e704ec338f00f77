import { describe, expect, it } from 'vitest';
import { fitOf, ranked, termsOf } from './rank.ts';

const labels = (text: string, all: string[]) =>
  ranked(
    text,
    all.map((label) => ({ label })),
  ).map(({ item }) => item.label);

describe('ranking', () => {
  it('puts the whole before a beginning, that before a word, that before a part, that before spread letters', () => {
    const all = ['q-u-o-t-a', 'myquotas', 'my quotas', 'quotas', 'quota'];
    expect(labels('quota', all)).toEqual(['quota', 'quotas', 'my quotas', 'myquotas', 'q-u-o-t-a']);
  });

  it('keeps the order of equals, and of all while nothing is typed', () => {
    expect(labels('', ['b', 'a'])).toEqual(['b', 'a']);
    expect(labels('web', ['web-02', 'web-01'])).toEqual(['web-02', 'web-01']);
  });

  it('needs every word, in any order', () => {
    expect(labels('st web', ['web-01 stop', 'web-01 reboot', 'stop'])).toEqual(['web-01 stop']);
    expect(labels('web-01 st', ['web-01 start', 'web-01 stop', 'web-02 stop'])).toEqual([
      'web-01 start',
      'web-01 stop',
    ]);
  });

  it('finds a name without its hyphens, and not any letters anywhere', () => {
    expect(labels('web02', ['shop-web-02', 'web-20'])).toEqual(['shop-web-02']);
    expect(labels('sto', ['SSH keys and others to'])).toEqual(['SSH keys and others to']);
    expect(labels('eys', ['SSH keys'])).toEqual(['SSH keys']);
    expect(labels('zz', ['SSH keys'])).toEqual([]);
  });

  it('takes other words for half, and only whole beginnings of them', () => {
    const page = { label: 'VMs', also: 'virtual machines' };
    expect(fitOf(termsOf('machines'), page)).toBeLessThan(fitOf(termsOf('vms'), page));
    expect(fitOf(termsOf('achine'), page)).toBe(0);
    expect(fitOf(termsOf('virtual vms'), page)).toBeGreaterThan(0);
  });
});
