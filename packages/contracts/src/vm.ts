import { z } from 'zod';
import { id } from './ids.ts';
import { userDataRefusal } from './user-data.ts';
import { vmNamePattern } from './vm-names.ts';

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

/** A size that is no flavor. What image and hosts allow is judged where they are known. */
export const customSize = z.object({
  vcpus: z.number().int('Whole vCPUs only').min(1, 'At least 1 vCPU').max(512, 'At most 512 vCPUs'),
  memoryMib: z
    .number()
    .int('Whole MiB only')
    .min(64, 'At least 64 MiB')
    .max(16 * 1024 * 1024, 'At most 16 TiB'),
});
export type CustomSize = z.infer<typeof customSize>;

/** The fields of a create, each by itself. */
export const createVmFields = z.object({
  projectId: id,
  /** One per form that is opened: submitting twice makes what it makes once. */
  requestId: id,
  /** One name, or a pattern that makes several: "web-{01..05}". */
  name: vmNamePattern,
  /** Null: `custom` says the size. */
  flavorId: id.nullable(),
  custom: customSize.nullable().default(null),
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
  /** False: it is made and stays off. */
  start: z.boolean().default(true),
});

export const createVmInput = createVmFields.refine(
  ({ flavorId, custom }) => (flavorId === null) !== (custom === null),
  { path: ['flavorId'], message: 'Choose a size: a flavor, or one of your own' },
);
export type CreateVmInput = z.infer<typeof createVmInput>;

export const vmInput = z.object({ vmId: id });
/** `force` pulls the plug at once instead of asking the guest first. */
export const stopVmInput = vmInput.extend({ force: z.boolean().default(false) });
/** The name typed again, because data dies. */
export const deleteVmInput = vmInput.extend({ confirmName: z.string() });
