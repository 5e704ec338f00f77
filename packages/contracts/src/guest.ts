import { z } from 'zod';

/** The most that is kept of what a guest says of itself: it may say anything. */
const most = { nics: 16, addresses: 64, filesystems: 64, errors: 20 } as const;

const word = z.string().max(255);
const bytes = z.number().nonnegative().max(Number.MAX_SAFE_INTEGER);

export const cloudInitStatus = z.enum(['running', 'done', 'error', 'degraded', 'disabled', 'not_run', 'unknown']);
export type CloudInitStatus = z.infer<typeof cloudInitStatus>;

/** What a VM's guest agent told. It comes from inside the guest: shown, and never relied on. */
export const guestFacts = z.object({
  os: z.object({ name: word, version: word, kernel: word }).nullable(),
  hostname: word.nullable(),
  addresses: z
    .array(z.object({ nic: word, address: z.string().max(64), family: z.enum(['ipv4', 'ipv6']) }))
    .max(most.addresses),
  filesystems: z
    .array(z.object({ mount: z.string().max(1024), type: word, totalBytes: bytes, usedBytes: bytes }))
    .max(most.filesystems),
  /** Null: nothing in there sets guests up in that way, or nobody may ask. */
  cloudInit: z.object({ status: cloudInitStatus, errors: z.array(z.string().max(2000)).max(most.errors) }).nullable(),
});
export type GuestFacts = z.infer<typeof guestFacts>;
export const mostOfGuest = most;

/** The same, and when it was heard. */
export type GuestView = GuestFacts & { seenAt: Date };
