import { fail } from '@virtfleet/contracts/errors';
import type { GuestAbi, VmSpec } from '@virtfleet/contracts/vm-spec';
import { defineWords } from '@virtfleet/libvirt/commands';
import { renderDomainXml } from '@virtfleet/libvirt/domain-xml';
import { guestAbiOf } from '@virtfleet/libvirt/guest-abi';
import { parseDomainXml } from '@virtfleet/libvirt/parse-domain';
import { ask, change, type HostContext, named, orAsSeen } from './context.ts';
import { isActive, observeDomain } from './power.ts';

/** Defines, and reads back what libvirt made of it. Refuses while another domain of that name, not ours, is there. */
export async function define(ctx: HostContext, spec: VmSpec): Promise<GuestAbi> {
  const readBack = () => ask(ctx.reads, 'no_domain', 'dumpxml', '--inactive', named(spec.domainName));
  const before = await readBack();
  if (before !== null) refuseForeign(ctx, before, spec);
  const text = renderDomainXml(spec);
  const after = await orAsSeen(async () => {
    await change(ctx, defineWords(), [], { stdin: { text } });
    return readBack();
  }, readBack);
  if (after === null) throw fail('command_failed', `${spec.domainName} went away again on ${ctx.host.name}`);
  return guestAbiOf(after);
}

/** The title of its definition, and of what runs where it does: a look says so, and libvirt's own word when that was late. */
export async function setTitle(ctx: HostContext, domainName: string, title: string): Promise<void> {
  const domain = await observeDomain(ctx.reads, domainName);
  if (!domain) throw fail('not_found', `${ctx.host.name} has no domain ${domainName}`);
  const put = (...where: string[]) =>
    orAsSeen(
      () => change(ctx, ['desc', named(domainName), '--title', ...where, named(title)], ['not_running']),
      async () => ((await titleOf(ctx, domainName)) === title ? 'done' : null),
    );
  const trouble = isActive(domain.state) ? await put('--config', '--live') : 'not_running';
  if (trouble === 'not_running') await put('--config');
}

/** `--inactive` asks no QEMU, which may hang. */
async function titleOf({ reads }: HostContext, domainName: string): Promise<string | null> {
  const xml = await ask(reads, 'no_domain', 'dumpxml', '--inactive', named(domainName));
  return xml === null ? null : parseDomainXml(xml).title;
}

/** Ours has our uuid and our installation's stamp: a clone made by hand carries the stamp but not the uuid. */
function refuseForeign({ host }: HostContext, xml: string, spec: VmSpec) {
  const found = parseDomainXml(xml);
  if (found.uuid === spec.domainUuid && found.stamp?.installationId === spec.installation.id) return;
  throw fail('command_failed', `${host.name} already has a domain ${spec.domainName} that is not ours`, {
    detail: `uuid ${found.uuid}, stamp ${JSON.stringify(found.stamp)}`,
  });
}

/** Removes the definition and what libvirt keeps beside it. No such domain is fine; an active one is refused, as it would run on unseen. */
export async function undefine(ctx: HostContext, domainName: string): Promise<void> {
  const domain = await observeDomain(ctx.reads, domainName);
  if (!domain) return;
  if (isActive(domain.state)) throw fail('not_allowed_now', `${domainName} is ${domain.state} on ${ctx.host.name}`);
  const flags = ['--managed-save', '--snapshots-metadata', '--checkpoints-metadata', '--nvram'];
  await orAsSeen(
    async () => {
      await change(ctx, ['undefine', named(domainName), ...flags], ['no_domain']);
    },
    async () => ((await observeDomain(ctx.reads, domainName)) ? null : undefined),
  );
}
