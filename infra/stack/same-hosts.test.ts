import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { otherHosts } from './same-hosts.ts';

function stateOf(...files: string[]): string {
  const dir = mkdtempSync(join(tmpdir(), 'virtfleet-state-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  for (const file of files) {
    mkdirSync(join(dir, file, '..'), { recursive: true });
    writeFileSync(join(dir, file), '');
  }
  return dir;
}

test('a new installation takes any hosts, and an old one its own', () => {
  const fleets = ['lab', 'none', { simulated: 3 }, { file: 'hosts.json' }] as const;
  expect(fleets.map((fleet) => otherHosts(stateOf(), fleet))).toEqual([null, null, null, null]);
  expect(otherHosts(stateOf('lab/lab.json'), 'lab')).toBeNull();
  expect(otherHosts(stateOf('simulator/hosts.json'), { simulated: 12 })).toBeNull();
});

test('simulated hosts and real ones never share one: it is said where, and what to do', () => {
  const simulated = stateOf('simulator/hosts.json');
  for (const fleet of ['lab', { file: 'hosts.json' }] as const) {
    const why = otherHosts(simulated, fleet);
    for (const word of [simulated, 'simulated', '--simulate', 'VIRTFLEET_STATE', 'npm run reset'])
      expect(why).toContain(word);
  }
  expect(otherHosts(stateOf('lab/lab.json'), { simulated: 3 })).toContain('npm run reset');
});

test('a folder too deep for a socket is refused in words', () => {
  const deep = join(stateOf(), 'x'.repeat(100));
  expect(otherHosts(deep, { simulated: 3 })).toMatch(/has 1\d\d bytes.*VIRTFLEET_STATE/s);
  expect(otherHosts(deep, 'lab')).toBeNull();
});
