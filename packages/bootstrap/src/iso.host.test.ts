// Other people's readers of ISO 9660 are the judges.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSeedIso } from './iso.ts';
import { goldenSeeds } from './sample-seeds.ts';
import { renderSeed } from './seed.ts';

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('a seed image', () => {
  let dir: string;
  let iso: string;
  const seed = renderSeed(goldenSeeds.unicode ?? expect.fail());
  const files = {
    'user-data': seed.userData,
    'meta-data': seed.metaData,
    'network-config': seed.networkConfig,
    empty: '',
    large: 'é\n'.repeat(50_000),
  };
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'virtfleet-iso-'));
    iso = join(dir, 'seed.iso');
    writeFileSync(iso, makeSeedIso(files, { at: new Date('2026-11-24T20:30:00Z') }));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('carries the label that cloud-init looks for', () => {
    expect(run('blkid', '-p', '-o', 'export', iso)).toMatch(/^LABEL=cidata$/m);
  });

  it('gives xorriso every file under its name and byte for byte', () => {
    run('xorriso', '-osirrox', 'on', '-indev', iso, '-extract', '/', join(dir, 'out'));
    for (const [name, text] of Object.entries(files)) expect(readFileSync(join(dir, 'out', name), 'utf8')).toBe(text);
  });

  it('gives isoinfo the Joliet names, and plain ones to whoever knows no Joliet', () => {
    expect(run('isoinfo', '-J', '-x', '/network-config', '-i', iso)).toBe(seed.networkConfig);
    expect(run('isoinfo', '-x', '/META_DATA.;1', '-i', iso)).toBe(seed.metaData);
    expect(run('isoinfo', '-J', '-l', '-i', iso)).toContain('Nov 24 2026');
  });
});
