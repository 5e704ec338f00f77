/** What the API answers: plain values (dates survive by superjson), shaped for pages. */

import type { CommandRecord } from './command.ts';
import type { GuestView } from './guest.ts';

export type PowerState = 'unknown' | 'running' | 'paused' | 'stopped' | 'crashed' | 'absent';
export type TaskState = 'creating' | 'starting' | 'stopping' | 'rebooting' | 'deleting';
export type HostState = 'unknown' | 'up' | 'unreachable' | 'quarantined';
export type Role = 'viewer' | 'member' | 'owner';
export type OperationStatus = 'pending' | 'running' | 'undoing' | 'done' | 'failed' | 'cancelled' | 'stuck';
export type StepStatus = 'running' | 'done' | 'failed';

/** One word for what a VM is, made of what we want and what the host says (product's list of states). */
export type VmState =
  | 'creating'
  | 'starting'
  | 'running'
  | 'paused'
  | 'rebooting'
  | 'stopping'
  | 'stopped'
  | 'crashed'
  | 'deleting'
  | 'failed'
  | 'unreachable'
  | 'missing'
  | 'unknown';

/** Whether something can be done now, else why not, in words for its button. */
export type Can = { ok: true } | { ok: false; reason: string };
export type VmAction = 'start' | 'stop' | 'forceOff' | 'reboot' | 'rename' | 'delete';

export type VmStatus = {
  state: VmState;
  /** Grey evidence beside the word: "4/7", "host silent 40 s", "no space in pool". */
  evidence: string | null;
  /** Since when the power state holds, as the host told. */
  since: Date | null;
  observedAt: Date | null;
};

export type VmListItem = {
  id: string;
  name: string;
  status: VmStatus;
  vcpus: number;
  memoryMib: number;
  diskGib: number;
  address: string | null;
  image: string;
  /** Null: a size of its own. */
  flavor: string | null;
  hostName: string;
  createdBy: string;
  /** Sorted. */
  tags: string[];
  createdAt: Date;
};

export type CommandView = CommandRecord & { id: string; host: string; stepName: string | null };

export type StepView = {
  name: string;
  status: StepStatus;
  error: string | null;
  attempt: number;
  startedAt: Date;
  endedAt: Date | null;
  commands: CommandView[];
};

/** What people may do with an operation that was asked for already. */
export type OperationAction = 'cancel' | 'retry' | 'writeOff';

export type OperationView = {
  id: string;
  kind: string;
  /** What was asked for beyond its kind: "from shop-01", "by force". */
  about: string | null;
  status: OperationStatus;
  vmId: string | null;
  vmName: string | null;
  /** Its VM was deleted since. */
  vmGone: boolean;
  projectName: string | null;
  hostName: string;
  /** Who asked; null: the system. */
  by: string | null;
  error: string | null;
  /** Since when it is asked to stop. */
  cancelRequestedAt: Date | null;
  /** By its state; who asks is another question. */
  can: Record<OperationAction, Can>;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  steps: StepView[];
  /** Names of the steps still to come, in order. */
  ahead: string[];
};

/** An operation with its steps, each without its commands: those are many, and asked for one operation at a time. */
export type OperationRecord = Omit<OperationView, 'steps'> & { steps: Omit<StepView, 'commands'>[] };

/** An operation without its steps, for lists and the bar at the bottom. */
export type OperationSummary = Omit<OperationView, 'steps' | 'ahead'> & {
  /** The step under way or last done. */
  step: string | null;
  stepsDone: number;
  stepsTotal: number;
};

export type PlacementReason = {
  host: string;
  verdict: 'chosen' | 'fits' | 'rejected';
  score: number | null;
  reasons: string[];
};

/** A window on a project's VMs that match a search, and how many match in all. */
export type VmPage = { items: VmListItem[]; total: number };

/** How many VMs a project has, and how many of each state. */
export type VmCounts = { total: number; byState: Partial<Record<VmState, number>> };

export type VmDetail = VmListItem & {
  projectName: string;
  domainName: string;
  loginUser: string;
  imageTitle: string;
  network: {
    name: string;
    kind: 'bridged' | 'nat' | 'isolated';
    cidr: string | null;
    reachedFrom: string;
    mac: string;
  } | null;
  keys: string[];
  hasUserData: boolean;
  /** What its guest was called when it was made; a rename leaves it. */
  hostname: string;
  /** Plain text, lines broken by \n. */
  notes: string;
  failure: string | null;
  can: Record<VmAction, Can>;
  placement: PlacementReason[];
  /** What its guest agent told last; null: nothing yet, or nothing since it runs. */
  guest: GuestView | null;
};

/** A tag of a project's VMs, and how many carry it. */
export type TagCount = { tag: string; vms: number };

/** A VM as it would be made on its host: rendered from our own rows, with the hardware addresses that libvirt chose first. */
export type VmDefinition = { domainXml: string; virtInstall: string[] };

export type KeypairView = {
  id: string;
  name: string;
  type: string;
  fingerprint: string;
  addedBy: string;
  createdAt: Date;
};
export type FlavorView = { id: string; name: string; vcpus: number; memoryMib: number; diskGib: number };
/** How far an image is that is being built. */
export type ImageImport = {
  /** What is being done: "installing packages". */
  stage: string;
  /** 0 to 1. */
  progress: number;
  /** Why it came to no end; null: it goes on. */
  failure: string | null;
};
export type ImageView = {
  id: string;
  name: string;
  title: string;
  /** "importing": nothing can start from it yet; it keeps its id when it is ready. */
  state: 'importing' | 'ready' | 'gone';
  /** Of one that is importing, or that is ready and being built anew. */
  importing: ImageImport | null;
  arch: string;
  /** Of its file; null: not known before it is there. */
  sizeBytes: number | null;
  minDiskGib: number;
  minMemoryMib: number;
  loginUser: string;
  /** Names of the hosts that hold a copy. */
  copies: string[];
};
export type NetworkView = {
  id: string;
  name: string;
  kind: 'bridged' | 'nat' | 'isolated';
  cidr: string | null;
  reachedFrom: string;
  freeAddresses: number;
};
export type QuotaAmounts = { vms: number; vcpus: number; memoryMib: number; diskGib: number };
export type QuotaView = {
  limits: QuotaAmounts;
  /** What its VMs hold now, those that are being made included. */
  used: QuotaAmounts;
};
/** One limit that a create would go beyond. */
export type QuotaLack = { dimension: keyof QuotaAmounts; limit: number; used: number; asked: number };
export type ProjectView = { id: string; name: string; role: Role };
export type FindingKind = 'orphan_domain' | 'missing_domain' | 'orphan_volume' | 'foreign_domain';
/** What a host has and no row knows, or the other way round. */
export type HostFinding = {
  kind: FindingKind;
  /** Of the domain, or of the volume. */
  name: string;
  /** What is known beside the name: "project/vm". */
  detail: string | null;
  firstSeenAt: Date;
};
export type HostView = {
  id: string;
  name: string;
  address: string;
  /** Played by a simulator. */
  simulated: boolean;
  state: HostState;
  stateReason: string | null;
  stateSince: Date;
  observedAt: Date | null;
  libvirtVersion: string | null;
  qemuVersion: string | null;
  virtTypes: string[];
  cpus: number | null;
  memoryMib: number | null;
  reservedVcpus: number;
  reservedMemoryMib: number;
  reservedDiskGib: number;
  poolCapacityBytes: number | null;
  poolAvailableBytes: number | null;
  vmCount: number;
  /** What asks for a person first; of very many only the first. */
  findings: HostFinding[];
  findingCount: number;
};
export type MeView = {
  id: string;
  name: string;
  email: string;
  isAdmin: boolean;
  projects: ProjectView[];
  /** True when a simulator plays this installation's hosts. */
  simulated: boolean;
};

/** What the live stream carries: keys only. A page that shows one of these asks again. */
export type ChangeKey = {
  kind:
    | 'vms'
    | 'operations'
    | 'hosts'
    | 'keypairs'
    | 'images'
    | 'quotas'
    | 'notifications'
    | 'users'
    | 'projects'
    | 'members'
    | 'me'
    | 'metrics'
    | 'requests';
  id?: string;
  projectId?: string;
  /** Whose it is, of what concerns one person only. */
  userId?: string;
};

/** What a notification tells of. */
export type NotificationKind =
  | 'operation.done'
  | 'operation.failed'
  | 'operation.stuck'
  | 'request.asked'
  | 'request.approved'
  | 'request.rejected'
  | 'request.withdrawn';
export type NotificationView = {
  id: string;
  /** A NotificationKind; an older row may hold one that is no more. */
  kind: string;
  title: string;
  body: string | null;
  /** The page that it leads to, a path of our own. */
  href: string;
  createdAt: Date;
  readAt: Date | null;
};
/** Someone's notifications, newest first, and how many of all that are kept were not read yet. */
export type NotificationsView = { items: NotificationView[]; unread: number };
