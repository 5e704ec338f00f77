import type { PlannedCommand } from '@virtfleet/contracts/plan';
import type { VmSpec } from '@virtfleet/contracts/vm-spec';
import {
  createVolumeWords,
  defineWords,
  hashScript,
  imageVolumeName,
  startWords,
  uploadWords,
  virsh,
} from './commands.ts';
import { renderDomainXml } from './domain-xml.ts';
import { type NewVolume, renderVolumeXml } from './volume-xml.ts';

export type Creation = {
  /** Its volumes as they will be made: the first lies on the image's copy. */
  spec: VmSpec;
  /** Whether the host holds a copy of the image already. */
  imageThere: boolean;
  seedBytes: number;
  start: boolean;
};

/** In place of what tells one upload from another. */
export const plannedToken = '0';

/**
 * Every command by which a create changes its host when all goes well, in the order of its steps; what it only reads is left out.
 * What really runs is compared with these on a host: workflows/plan.db.test.ts.
 */
export function createCommands({ spec, imageThere, seedBytes, start }: Creation): PlannedCommand[] {
  const { pool, image, seed } = spec;
  const makeVolume = (step: string, volume: NewVolume) =>
    fed(step, createVolumeWords(pool), { stdinText: renderVolumeXml(volume) });
  const upload = (step: string, name: string, stdinBytes: number) => fed(step, uploadWords(pool, name), { stdinBytes });
  const raw = (name: string, capacityBytes: number): NewVolume => ({
    ...{ name, capacityBytes, format: 'raw', provisioning: 'thin', backing: null },
  });
  const copy = imageVolumeName(image, plannedToken);
  return [
    ...(imageThere
      ? []
      : [
          makeVolume('ensure image', raw(copy, image.sizeBytes)),
          upload('ensure image', copy, image.sizeBytes),
          {
            step: 'ensure image',
            argv: ['sh', '-c', hashScript.text, hashScript.name, pool, copy],
            ...{ stdinText: null, stdinBytes: null },
          },
        ]),
    ...spec.volumes.map(({ volumeName, sizeGib, format, provisioning, backing }) =>
      makeVolume('create volumes', {
        ...{ name: volumeName, capacityBytes: sizeGib * 2 ** 30, format, provisioning, backing },
      }),
    ),
    makeVolume('write seed', raw(seed.volumeName, seedBytes)),
    upload('write seed', seed.volumeName, seedBytes),
    fed('define domain', defineWords(), { stdinText: renderDomainXml(spec) }),
    ...(start ? [fed('start domain', startWords(spec.domainName), {})] : []),
  ];
}

const fed = (
  step: string,
  words: string[],
  { stdinText = null, stdinBytes = null }: Partial<Pick<PlannedCommand, 'stdinText' | 'stdinBytes'>>,
): PlannedCommand => ({ step, argv: virsh(...words), stdinText, stdinBytes });
