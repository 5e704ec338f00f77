import { describe, expect, it } from 'vitest';
import { parseVolumeXml } from './parse-storage.ts';
import { goldenVolumes } from './sample-volumes.ts';
import { type NewVolume, renderVolumeXml, volumeCreateOptions } from './volume-xml.ts';

describe('renderVolumeXml', () => {
  it.each(Object.entries(goldenVolumes))('renders %s as golden/ has it, and it reads back', async (name, volume) => {
    const xml = renderVolumeXml(volume);
    await expect(xml).toMatchFileSnapshot(`golden/volume/${name}.xml`);
    expect(parseVolumeXml(xml)).toMatchObject({
      name: volume.name,
      format: volume.format,
      compat: volume.format === 'qcow2' ? '1.1' : null,
      capacityBytes: volume.capacityBytes,
      allocationBytes: volume.provisioning === 'thick' ? volume.capacityBytes : 0,
      backing: volume.backing,
    });
  });

  it('refuses a raw overlay, which is a mistake of ours', () => {
    const volume: NewVolume = {
      ...(goldenVolumes['raw-image'] ?? expect.fail()),
      backing: { path: '/x', format: 'raw' },
    };
    expect(() => renderVolumeXml(volume)).toThrow('raw volume');
  });
});

it('asks for a thick qcow2 to be allocated, unless it is an overlay, for which libvirt refuses that', () => {
  const asked = Object.entries(goldenVolumes).filter(([, volume]) => volumeCreateOptions(volume).length > 0);
  expect(asked.map(([name]) => name)).toEqual(['qcow2-thick']);
});
