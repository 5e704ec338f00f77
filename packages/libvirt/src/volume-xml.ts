import { el, renderXml } from './element.ts';

export type NewVolume = {
  name: string;
  capacityBytes: number;
  format: 'qcow2' | 'raw';
  /** thick: all its space is taken at once. An overlay can't be: it grows as it is written. */
  provisioning: 'thin' | 'thick';
  /** What an overlay lies on; a raw volume has none. */
  backing: { path: string; format: 'qcow2' | 'raw' } | null;
};

/**
 * A volume for `vol-create` (https://libvirt.org/formatstorage.html). qcow2 is compat 1.1, as libvirt's default is a
 * version that knows no dirty bitmaps; formats are stated, so that nothing is ever probed from a guest's bytes.
 */
export function renderVolumeXml(volume: NewVolume): string {
  const { name, capacityBytes, format, provisioning, backing } = volume;
  if (format === 'raw' && backing) throw new Error(`raw volume ${name} with a backing file`);
  const qcow2 = format === 'qcow2';
  return renderXml(
    el(
      'volume',
      { type: 'file' },
      el('name', {}, name),
      el('capacity', { unit: 'bytes' }, capacityBytes),
      el('allocation', { unit: 'bytes' }, provisioning === 'thick' ? capacityBytes : 0),
      el('target', {}, el('format', { type: format }), qcow2 ? el('compat', {}, '1.1') : null),
      backing ? el('backingStore', {}, el('path', {}, backing.path), el('format', { type: backing.format })) : null,
    ),
  );
}

/** Options for `vol-create` that the XML cannot say: without this one a thick qcow2 would be made thin; libvirt refuses it for an overlay. */
export const volumeCreateOptions = ({ format, provisioning, backing }: NewVolume): string[] =>
  format === 'qcow2' && provisioning === 'thick' && !backing ? ['--prealloc-metadata'] : [];
