// That it makes what we make is judged by virt-install itself: infra/lab/virt-install.lab.test.ts.
import { expect, it } from 'vitest';
import { sampleSpec } from './sample-spec.ts';
import { virtInstallArgv } from './virt-install.ts';

const wordAfter = (argv: readonly string[], option: string) => argv[argv.indexOf(option) + 1];

it('keeps a name with commas and quotes in one value', () => {
  const argv = virtInstallArgv(sampleSpec({ projectName: 'a,b="c" \\d' }));
  expect(wordAfter(argv, '--metadata')).toBe('title="a,b=\\"c\\" \\\\d/web-01"');
});

it('starts what it makes unless told not to, and trims the translation cache only where there is one', () => {
  expect(virtInstallArgv(sampleSpec())).not.toContain('--noreboot');
  expect(virtInstallArgv(sampleSpec(), { start: false })).toContain('--noreboot');
  expect(virtInstallArgv(sampleSpec())).toContain('./features/tcg/tb-cache=64');
  expect(virtInstallArgv(sampleSpec({ virtType: 'kvm' })).join(' ')).not.toContain('tcg');
});

it('names each volume by its pool, so that it can be another’s', () => {
  const disks = virtInstallArgv(sampleSpec()).filter((word) => word.startsWith('vol='));
  expect(disks.map((disk) => disk.split(',')[0])).toEqual([
    'vol=virtfleet/vol-01940000-0000-7000-8000-00000000000c.qcow2',
    'vol=virtfleet/seed-01940000-0000-7000-8000-000000000001.iso',
  ]);
});
