// libvirt's own schemas are the judge of what we render (virt-xml-validate: packages libvirt-clients, libxml2-utils).
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { renderDomainXml } from './domain-xml.ts';
import { goldenDomains } from './sample-domains.ts';
import { goldenVolumes } from './sample-volumes.ts';
import { renderVolumeXml } from './volume-xml.ts';

/** What is wrong with it; empty: nothing. */
function complaints(xml: string, schema: 'domain' | 'storagevol'): string {
  const { status, stderr, error } = spawnSync('virt-xml-validate', ['-', schema], { input: xml, encoding: 'utf8' });
  if (error) throw error;
  return status === 0 ? '' : stderr || `virt-xml-validate ended with ${status}`;
}

describe('libvirt takes as valid', () => {
  it.each(Object.entries(goldenDomains))('the domain %s', (_, spec) => {
    expect(complaints(renderDomainXml(spec), 'domain')).toBe('');
  });

  it.each(Object.entries(goldenVolumes))('the volume %s', (_, volume) => {
    expect(complaints(renderVolumeXml(volume), 'storagevol')).toBe('');
  });

  it('but not just anything', () => {
    const xml = renderDomainXml(goldenDomains.tcg ?? expect.fail());
    expect(complaints(xml.replaceAll('memballoon', 'balloon'), 'domain')).not.toBe('');
  });
});
