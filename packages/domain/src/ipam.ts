/** The part of a subnet that addresses are given from. IPv4, both ends included. */
export type AddressRange = { cidr: string; gateway: string | null; firstAddress: string; lastAddress: string };

/**
 * The lowest addresses of the range that nobody has, so many or as many as there are. Never the gateway, the network's own or its
 * broadcast address.
 */
export function freeAddresses(subnet: AddressRange, taken: Iterable<string>, count: number): string[] {
  const used = new Set(taken);
  const free: string[] = [];
  for (const address of usable(subnet)) {
    if (free.length === count) break;
    if (!used.has(address)) free.push(address);
  }
  return free;
}

/** How many addresses of the range can be given away while none is taken. */
export function addressCapacity(subnet: AddressRange): number {
  const { first, last, network, broadcast } = bounds(subnet);
  const inside = Math.max(0, last - first + 1);
  const gateway = subnet.gateway === null ? null : parseIpv4(subnet.gateway);
  const reserved = new Set([network, broadcast, gateway]);
  return inside - [...reserved].filter((n) => n !== null && n >= first && n <= last).length;
}

/** 24 of "10.77.0.0/24". */
export function prefixLength(cidr: string): number {
  return parseCidr(cidr).prefix;
}

function* usable(subnet: AddressRange): Generator<string> {
  const { first, last, network, broadcast } = bounds(subnet);
  for (let n = first; n <= last; n++) {
    const address = formatIpv4(n);
    if (n !== network && n !== broadcast && address !== subnet.gateway) yield address;
  }
}

function bounds(subnet: AddressRange): { first: number; last: number; network: number; broadcast: number } {
  const { base, prefix } = parseCidr(subnet.cidr);
  const size = 2 ** (32 - prefix);
  const network = Math.floor(base / size) * size;
  const broadcast = network + size - 1;
  const first = Math.max(network, parseIpv4(subnet.firstAddress));
  const last = Math.min(broadcast, parseIpv4(subnet.lastAddress));
  // RFC 3021: a /31 has no network and no broadcast address; a /32 is one host.
  return prefix >= 31 ? { first, last, network: -1, broadcast: -1 } : { first, last, network, broadcast };
}

function parseCidr(cidr: string): { base: number; prefix: number } {
  const [address = '', length = ''] = cidr.split('/');
  const prefix = Number(length);
  if (!/^\d{1,2}$/.test(length) || prefix > 32) throw new Error(`not an IPv4 network: ${cidr}`);
  return { base: parseIpv4(address), prefix };
}

function parseIpv4(text: string): number {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((p) => /^(0|[1-9]\d{0,2})$/.test(p) && Number(p) <= 255))
    throw new Error(`not an IPv4 address: ${text}`);
  return parts.reduce((n, p) => n * 256 + Number(p), 0);
}

function formatIpv4(n: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.');
}

/** A NIC's address under QEMU's and KVM's own prefix, from three random bytes: "52:54:00:1a:2b:3c". */
export function macFor(random: Uint8Array): string {
  if (random.length !== 3) throw new Error('a MAC needs three random bytes');
  return ['52', '54', '00', ...Array.from(random, (b) => b.toString(16).padStart(2, '0'))].join(':');
}
