import { z } from 'zod';
import { id } from './ids.ts';
import { userDataRefusal } from './user-data.ts';

/** A VM's name is its hostname: one DNS label (RFC 1123 §2.1), lower case. */
export const vmName = z
  .string()
  .min(1, 'Give it a name, such as "web-01"')
  .max(63, 'At most 63 characters')
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'Lower-case letters, digits and hyphens only, beginning and ending with a letter or digit',
  );

/** cloud-init makes this user; root and the system's own names would break the guest. */
export const loginUser = z
  .string()
  .min(1, 'Give a login name')
  .max(32, 'At most 32 characters')
  .regex(/^[a-z_][a-z0-9_-]*$/, 'Lower-case letters, digits, _ and - only, beginning with a letter or _')
  .refine((name) => !reservedLogins.has(name), 'That name belongs to the system; choose another');
/** Debian's base-passwd and what its packages add: users, and groups, whose names useradd refuses too. */
const reservedLogins = new Set(
  `root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody sshd messagebus polkitd
  systemd-network systemd-resolve systemd-timesync
  adm tty disk kmem dialout fax voice cdrom floppy tape sudo audio dip operator src shadow utmp video sasl plugdev staff
  users nogroup input kvm render sgx crontab netdev`.split(/\s+/),
);

/** Its kind and size; what stands in it is checked where the whole of cloud-init's schema is at hand. */
export const userData = z.string().superRefine((text, ctx) => {
  const refusal = userDataRefusal(text);
  if (refusal) ctx.addIssue({ code: 'custom', message: refusal.message });
});

export const createVmInput = z.object({
  projectId: id,
  /** One per form that is opened: submitting twice makes one VM. */
  requestId: id,
  name: vmName,
  flavorId: id,
  imageId: id,
  networkId: id,
  /** The boot disk; at least what flavor and image ask for. */
  diskGib: z.number().int('Whole GiB only').min(1, 'At least 1 GiB').max(65_536, 'At most 64 TiB'),
  loginUser,
  keypairIds: z
    .array(id)
    .max(32, 'At most 32 keys')
    .refine((ids) => new Set(ids).size === ids.length, 'A key is listed twice'),
  /** Empty: none. */
  userData: z.union([z.literal(''), userData]).default(''),
});
export type CreateVmInput = z.infer<typeof createVmInput>;

/** Newest first; `cursor` is the `next` of the page before. */
export const listVmsInput = z.object({
  projectId: id,
  limit: z.number().int().min(1).max(500).default(50),
  cursor: id.optional(),
});

export const vmInput = z.object({ vmId: id });
/** `force` pulls the plug at once instead of asking the guest first. */
export const stopVmInput = vmInput.extend({ force: z.boolean().default(false) });
/** The name typed again, because data dies. */
export const deleteVmInput = vmInput.extend({ confirmName: z.string() });
