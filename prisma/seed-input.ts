// What a new installation begins with, in zod's words only: whoever checks it needs no database.
import { quotaAmounts } from '@virtfleet/contracts/quota';
import { z } from 'zod';

const account = z.object({
  email: z.email().toLowerCase(),
  name: z.string().min(1),
  password: z.string().min(12),
  isAdmin: z.boolean(),
  /** In the seed's project; null: none. */
  role: z.enum(['owner', 'member', 'viewer']).nullable(),
});

const flavor = z.object({
  name: z.string().min(1),
  vcpus: z.int().positive(),
  memoryMib: z.int().positive(),
  diskGib: z.int().positive(),
});

const host = z.object({
  name: z.string().min(1),
  address: z.string().min(1),
  port: z.int().min(1).max(65_535).default(22),
  user: z.string().min(1).default('virtfleet'),
  /** "ssh-ed25519 AAAA…": a host without a pinned key can't be told from another. */
  hostKeys: z.array(z.string().regex(/^\S+ \S+$/, 'type and key, without host name and comment')).min(1),
  pool: z.string().min(1).default('virtfleet'),
  /** Played by infra/simulator. */
  simulated: z.boolean().default(false),
});

const image = z.object({
  name: z.string().min(1),
  title: z.string().min(1),
  loginUser: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.int().positive(),
  virtualSizeBytes: z.int().positive(),
  minDiskGib: z.int().positive(),
  minMemoryMib: z.int().positive(),
  format: z.literal('qcow2'),
  arch: z.literal('x86_64'),
  builtFrom: z.string().nullable().default(null),
});

/** To be built once all is up. */
const imageImport = image
  .pick({ name: true, title: true, loginUser: true, minDiskGib: true, minMemoryMib: true })
  .extend({ builtFrom: z.string() });

const network = z.object({
  name: z.string().min(1),
  kind: z.enum(['bridged', 'nat', 'isolated']),
  /** Networks of one host come from that host, not from a seed. */
  scope: z.literal('fleet'),
  libvirtName: z.string().min(1),
  reachedFrom: z.string().min(1),
  cidr: z.cidrv4(),
  gateway: z.ipv4().nullable(),
  nameservers: z.array(z.ipv4()),
  firstAddress: z.ipv4(),
  lastAddress: z.ipv4(),
});

const defaultFlavors: z.infer<typeof flavor>[] = [
  { name: 'nano', vcpus: 1, memoryMib: 128, diskGib: 1 },
  { name: 'micro', vcpus: 1, memoryMib: 256, diskGib: 2 },
  { name: 'small', vcpus: 1, memoryMib: 512, diskGib: 4 },
  { name: 'medium', vcpus: 2, memoryMib: 2048, diskGib: 10 },
  { name: 'large', vcpus: 4, memoryMib: 8192, diskGib: 40 },
];

/** What a new installation begins with. */
export const seedInput = z.object({
  project: z.object({
    name: z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/),
    /** Until an admin sets another; left out: the default. */
    quota: quotaAmounts.optional(),
  }),
  accounts: z.array(account),
  flavors: z.array(flavor).default(defaultFlavors),
  hosts: z.array(host),
  images: z.array(image),
  imports: z.array(imageImport).default([]),
  networks: z.array(network),
});
export type SeedInput = z.input<typeof seedInput>;
