import type { GuestAbi } from '@virtfleet/contracts/vm-spec';
import { unexpected } from './parse-domain.ts';
import { attributeAt, attributesOf, childrenOf, type Element, find, parseXml, textAt } from './parse-xml.ts';

/**
 * What libvirt made of a domain that a guest can see and must keep seeing: machine type, CPU and device addresses.
 * From `dumpxml --inactive`: a running domain's CPU is spelled out in features instead.
 */
export function guestAbiOf(domainXml: string): GuestAbi {
  const domain = parseXml(domainXml, 'domain');
  const machine = attributeAt(domain, 'os/type', 'machine');
  if (!machine) throw unexpected('dumpxml', domainXml);
  const devices = find(domain, 'devices');
  return { machine, cpu: cpuOf(domain), addresses: devices ? addressesOf(devices) : {} };
}

/** host-passthrough and host-model are another processor on another host: no ABI to keep. */
function cpuOf(domain: Element): GuestAbi['cpu'] {
  const mode = attributeAt(domain, 'cpu', 'mode');
  const model = textAt(domain, 'cpu/model');
  if (mode === 'custom' && model) return { mode, model };
  if (mode === 'maximum') return { mode };
  throw unexpected('dumpxml', `<cpu mode="${mode}">`);
}

function addressesOf(devices: Element): GuestAbi['addresses'] {
  const addresses: GuestAbi['addresses'] = {};
  const seen = new Map<string, number>();
  for (const device of childrenOf(devices)) {
    const ordinal = seen.get(device.nodeName) ?? 0;
    seen.set(device.nodeName, ordinal + 1);
    const address = find(device, 'address');
    if (address) addresses[keyOf(device, ordinal)] = attributesOf(address);
  }
  return addresses;
}

/** A name of the device that says what it is, not where: aliases and positions may change. */
function keyOf(device: Element, ordinal: number): string {
  const own = (name: string) => device.getAttribute(name) ?? '';
  switch (device.nodeName) {
    case 'disk':
      return `disk:${attributeAt(device, 'target', 'dev') ?? ordinal}`;
    case 'interface':
      return `nic:${attributeAt(device, 'mac', 'address')?.toLowerCase() ?? ordinal}`;
    case 'controller':
      return `controller:${own('type')}:${own('index')}`;
    case 'channel':
      return `channel:${attributeAt(device, 'target', 'name') ?? ordinal}`;
    case 'input':
      return `input:${own('type')}:${own('bus')}`;
    case 'memballoon':
      return 'memballoon';
    default:
      return `${device.nodeName}:${ordinal}`;
  }
}
