import { type GuestFacts, mostOfGuest } from '@virtfleet/contracts/guest';
import { z } from 'zod';

/**
 * What QEMU's guest agent answers (https://www.qemu.org/docs/master/interop/qemu-ga-ref.html). It comes from inside the guest, which
 * may say anything: each part is cut to size, and one that makes no sense is null.
 */

/** More than any honest guest says. */
const mostAnswerChars = 512 * 1024;

/** The answer's `return`, or null when it is none. */
function returned<T>(text: string, schema: z.ZodType<T>): T | null {
  if (text.length > mostAnswerChars) return null;
  try {
    const parsed = z.object({ return: schema }).safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.return : null;
  } catch {
    return null;
  }
}

/** One line, without what a terminal or a page would take for more than text; also such that Postgres can hold it. */
export const plain = (text: string, most: number) =>
  text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, most)
    .toWellFormed();
const word = z.string().transform((text) => plain(text, 255));
/** Each that makes sense, of the first so many. */
const some = <T>(schema: z.ZodType<T>, most: number) =>
  z.array(z.unknown()).transform((all) => all.slice(0, most).flatMap((each) => schema.safeParse(each).data ?? []));

const osInfo = z.object({
  name: word.optional(),
  version: word.optional(),
  'version-id': word.optional(),
  'kernel-release': word.optional(),
});

/** `guest-get-osinfo`. */
export function parseOsInfo(text: string): GuestFacts['os'] {
  const told = returned(text, osInfo);
  if (!told?.name) return null;
  return { name: told.name, version: told.version ?? told['version-id'] ?? '', kernel: told['kernel-release'] ?? '' };
}

/** `guest-get-host-name`. */
export const parseHostName = (text: string): string | null =>
  returned(text, z.object({ 'host-name': word }))?.['host-name'] || null;

const nic = z.object({
  name: word,
  'ip-addresses': some(
    z.object({
      'ip-address-type': z.enum(['ipv4', 'ipv6']),
      'ip-address': z.string().regex(/^[0-9a-fA-F:.]{2,45}$/),
    }),
    mostOfGuest.addresses,
  ).default([]),
});

/** `guest-network-get-interfaces`, without the loopback. */
export function parseAddresses(text: string): GuestFacts['addresses'] {
  const nics = returned(text, some(nic, mostOfGuest.nics + 1)) ?? [];
  return nics
    .filter(({ name }) => name !== 'lo')
    .flatMap((each) =>
      each['ip-addresses'].map((address) => ({
        nic: each.name,
        address: address['ip-address'],
        family: address['ip-address-type'],
      })),
    )
    .slice(0, mostOfGuest.addresses);
}

const size = z.number().nonnegative().max(Number.MAX_SAFE_INTEGER);
const filesystem = z.object({
  mountpoint: z.string().transform((text) => plain(text, 1024)),
  type: word,
  'total-bytes': size,
  'used-bytes': size,
});
/** What is full by nature: discs, and packages that are mounted. */
const readOnlyKinds = new Set(['iso9660', 'squashfs', 'udf']);

/** `guest-get-fsinfo`: those that can fill up, each once. */
export function parseFilesystems(text: string): GuestFacts['filesystems'] {
  const mounted = returned(text, some(filesystem, mostOfGuest.filesystems)) ?? [];
  return mounted
    .filter((fs) => fs['total-bytes'] > 0 && !readOnlyKinds.has(fs.type))
    .map((fs) => ({
      mount: fs.mountpoint,
      type: fs.type,
      totalBytes: fs['total-bytes'],
      usedBytes: Math.min(fs['used-bytes'], fs['total-bytes']),
    }))
    .sort((a, b) => (a.mount < b.mount ? -1 : 1));
}

/** `guest-exec`: the number to ask for its end by. */
export const parseExec = (text: string): number | null =>
  returned(
    text,
    z.object({
      pid: z
        .number()
        .int()
        .positive()
        .max(2 ** 31),
    }),
  )?.pid ?? null;

const execStatus = z.object({
  exited: z.boolean(),
  exitcode: z.number().optional(),
  'out-data': z.string().optional(),
});

/** `guest-exec-status`: what it printed, once it has ended well; "running" while it has not. */
export function parseExecStatus(text: string): 'running' | { stdout: string } | null {
  const told = returned(text, execStatus);
  if (!told) return null;
  if (!told.exited) return 'running';
  return told.exitcode === 0 ? { stdout: Buffer.from(told['out-data'] ?? '', 'base64').toString('utf8') } : null;
}
