import { type Element, el, renderXml } from '@virtfleet/libvirt/element';
import { bytesAt } from '@virtfleet/libvirt/parse-domain';
import {
  attributesOf,
  childrenOf,
  type Element as DomElement,
  find,
  parseXml,
  textAt,
} from '@virtfleet/libvirt/parse-xml';

/** An element that can be changed. */
type Node = { name: string; attributes: Record<string, string>; children: (Node | string)[] };

const machine = 'pc-q35-7.2';

/**
 * The XML that libvirt would keep of what `define` was given: the canonical machine type, KiB, the devices that it adds, and an
 * address for each device that has none, always the same for the same XML.
 */
export function canonicalDomain(xml: string): string {
  const parsed = parseXml(xml, 'domain');
  const domain = nodeOf(parsed);
  const type = child(child(domain, 'os'), 'type');
  if (type && ['q35', 'pc'].includes(type.attributes.machine ?? 'pc')) type.attributes.machine = machine;
  for (const name of ['memory', 'currentMemory']) {
    const memory = child(domain, name);
    if (!memory) continue;
    memory.children = [String(Math.ceil(bytesAt(parsed, name) / 1024))];
    memory.attributes.unit = 'KiB';
  }
  const cpu = child(domain, 'cpu');
  if (cpu) cpu.attributes.check ??= 'none';
  const devices = child(domain, 'devices');
  if (devices) completeDevices(devices);
  return renderXml(elementOf(domain));
}

/** The live XML of a domain that runs: its number, and the ports that were chosen for it. */
export function liveDomain(xml: string, id: number, vncPort: number): string {
  const domain = nodeOf(parseXml(xml, 'domain'));
  domain.attributes.id = String(id);
  for (const graphics of childrenNamed(child(domain, 'devices'), 'graphics'))
    if (graphics.attributes.type === 'vnc') graphics.attributes.port = String(vncPort);
  return renderXml(elementOf(domain));
}

/** The same with that title, which stands behind name and uuid. */
export function withTitle(xml: string, title: string): string {
  const domain = nodeOf(parseXml(xml, 'domain'));
  const before = child(domain, 'title');
  if (before) before.children = [title];
  else domain.children.splice(2, 0, { name: 'title', attributes: {}, children: [title] });
  return renderXml(elementOf(domain));
}

function completeDevices(devices: Node) {
  const named = (name: string) => childrenNamed(devices, name);
  const controllers = named('controller');
  controllers
    .filter((controller) => controller.attributes.model === 'pcie-root-port')
    .forEach((port, n) => {
      const chassis = Number(port.attributes.index ?? n + 1);
      if (!child(port, 'model'))
        port.children.unshift(
          { name: 'model', attributes: { name: 'pcie-root-port' }, children: [] },
          {
            name: 'target',
            attributes: { chassis: String(chassis), port: `0x${(0x10 + n).toString(16)}` },
            children: [],
          },
        );
      const multifunction: Record<string, string> = n % 8 === 0 ? { multifunction: 'on' } : {};
      give(port, { ...pci(0, 2 + Math.floor(n / 8), n % 8), ...multifunction });
    });
  for (const controller of controllers) if (controller.attributes.type === 'sata') give(controller, pci(0, 0x1f, 2));
  for (const video of named('video')) give(video, pci(0, 1, 0));
  const used = new Set(
    devices.children.flatMap((device) => (typeof device === 'string' ? [] : (addressOf(device)?.bus ?? []))),
  );
  let bus = 0;
  const onNextPort = (device: Node) => {
    if (addressOf(device)) return;
    do bus++;
    while (used.has(hex(bus, 2)));
    give(device, pci(bus, 0, 0));
  };
  // In the order in which libvirt places them (src/qemu/qemu_domain_address.c).
  named('interface').forEach(onNextPort);
  controllers.filter(({ attributes }) => ['usb', 'virtio-serial'].includes(attributes.type ?? '')).forEach(onNextPort);
  named('disk')
    .filter((disk) => child(disk, 'target')?.attributes.bus === 'virtio')
    .forEach(onNextPort);
  named('memballoon').forEach(onNextPort);
  named('rng').forEach(onNextPort);
  named('disk')
    .filter((disk) => child(disk, 'target')?.attributes.bus === 'sata')
    .forEach((disk, unit) => {
      give(disk, { type: 'drive', controller: '0', bus: '0', target: '0', unit: String(unit) });
    });
  named('channel').forEach((channel, n) => {
    give(channel, { type: 'virtio-serial', controller: '0', bus: '0', port: String(n + 1) });
  });
  named('input').forEach((input, n) => {
    if (input.attributes.bus === 'usb') give(input, { type: 'usb', bus: '0', port: String(n + 1) });
  });
  if (!named('emulator').length)
    devices.children.unshift({ name: 'emulator', attributes: {}, children: ['/usr/bin/qemu-system-x86_64'] });
  for (const type of ['mouse', 'keyboard'])
    if (!named('input').some(({ attributes }) => attributes.type === type && attributes.bus === 'ps2'))
      devices.children.push({ name: 'input', attributes: { type, bus: 'ps2' }, children: [] });
}

const hex = (number: number, digits: number) => `0x${number.toString(16).padStart(digits, '0')}`;
const pci = (bus: number, slot: number, fn: number) => ({
  type: 'pci',
  domain: '0x0000',
  bus: hex(bus, 2),
  slot: hex(slot, 2),
  function: `0x${fn}`,
});

const addressOf = (device: Node) => child(device, 'address')?.attributes;
function give(device: Node, attributes: Record<string, string>) {
  if (!addressOf(device)) device.children.push({ name: 'address', attributes, children: [] });
}

const childrenNamed = (node: Node | undefined, name: string): Node[] =>
  (node?.children ?? []).filter((each) => typeof each !== 'string').filter((each) => each.name === name);
const child = (node: Node | undefined, name: string): Node | undefined => childrenNamed(node, name)[0];

function nodeOf(element: DomElement): Node {
  const children = childrenOf(element);
  return {
    name: element.nodeName,
    attributes: attributesOf(element),
    children: children.length > 0 ? children.map(nodeOf) : element.textContent ? [element.textContent] : [],
  };
}

const elementOf = ({ name, attributes, children }: Node): Element =>
  el(name, attributes, ...children.map((each) => (typeof each === 'string' ? each : elementOf(each))));

/** What a start needs of the host. */
export function needsOf(xml: string): { files: string[]; networks: string[]; type: string } {
  const domain = parseXml(xml, 'domain');
  const devices = find(domain, 'devices');
  const source = (name: string, attribute: string) =>
    (devices ? childrenOf(devices, name) : []).flatMap(
      (device) => find(device, 'source')?.getAttribute(attribute) ?? [],
    );
  return {
    files: source('disk', 'file'),
    networks: source('interface', 'network'),
    type: domain.getAttribute('type') ?? '',
  };
}

export function identityOf(xml: string): { name: string; uuid: string | null } {
  const domain = parseXml(xml, 'domain');
  return { name: textAt(domain, 'name') ?? '', uuid: textAt(domain, 'uuid') };
}
