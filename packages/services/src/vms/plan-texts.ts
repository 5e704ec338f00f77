import { makeSeedIso } from '@virtfleet/bootstrap/iso';
import { renderSeed } from '@virtfleet/bootstrap/seed';
import type { PlanTexts, PlanVmsInput } from '@virtfleet/contracts/plan';
import { userDataError } from '@virtfleet/contracts/user-data/check';
import { loginUser } from '@virtfleet/contracts/vm';
import type { VmSpec } from '@virtfleet/contracts/vm-spec';
import { imageVolumeName } from '@virtfleet/libvirt/commands';
import { createCommands, plannedToken } from '@virtfleet/libvirt/create-commands';
import { renderDomainXml } from '@virtfleet/libvirt/domain-xml';
import { virtInstallArgv } from '@virtfleet/libvirt/virt-install';
import type { PlannedSpec } from './planned-specs.ts';

/** All that a host would be given for one VM, in full. What a form lacks yet stands there as its example would. */
export function planTexts({ host, spec: bare, copy }: PlannedSpec, form: PlanVmsInput): PlanTexts {
  const spec = onImage(withExamples(bare, form), copy?.path ?? null);
  const { metaData, userData, networkConfig } = renderSeed(spec);
  const seed = makeSeedIso({ 'meta-data': metaData, 'user-data': userData, 'network-config': networkConfig });
  const { start } = form;
  return {
    of: spec.name,
    host,
    domainXml: renderDomainXml(spec),
    userData,
    networkConfig,
    commands: createCommands({ spec, imageThere: copy !== null, seedBytes: seed.length, start }),
    virtInstall: virtInstallArgv(spec, { start }),
  };
}

/** Names that aren't given yet, and user-data that no seed would take: each of them is a problem of the plan by itself. */
function withExamples(spec: VmSpec, { userData }: PlanVmsInput): VmSpec {
  const name = spec.name || 'web-01';
  return {
    ...spec,
    name,
    bootstrap: {
      ...spec.bootstrap,
      hostname: name,
      loginUser: loginUser.safeParse(spec.bootstrap.loginUser).data ?? 'user',
      userData: userData === '' || userDataError(userData) !== null ? null : userData,
    },
  };
}

/** The boot disk is an overlay of the host's own copy of the image, as it is or as it will be. */
function onImage(spec: VmSpec, copyPath: string | null): VmSpec {
  const [boot, ...others] = spec.volumes;
  if (!boot) return spec;
  const folder = boot.path.slice(0, boot.path.lastIndexOf('/'));
  const path = copyPath ?? `${folder}/${imageVolumeName(spec.image, plannedToken)}`;
  return { ...spec, volumes: [{ ...boot, backing: { path, format: spec.image.format } }, ...others] };
}
