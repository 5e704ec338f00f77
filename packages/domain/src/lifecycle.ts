import type { Can, HostState, PowerState, TaskState, VmAction, VmState, VmStatus } from '@virtfleet/contracts/views';

/** What the rules below look at: what the host said, what we are doing, and how well we hear the host. */
export type VmFacts = {
  powerState: PowerState;
  /** libvirt's word for why: "booted", "shutdown", "I/O error". */
  powerReason: string | null;
  powerSince: Date | null;
  observedAt: Date | null;
  taskState: TaskState | null;
  /** Why its create failed; then nothing of it is left on a host. */
  failure: string | null;
  hostState: HostState;
  hostStateSince: Date;
  /** Steps of the operation under way. */
  progress: { done: number; total: number } | null;
};

/** One word for the VM and the evidence beside it. What we do with it comes before what the host said, which comes before silence. */
export function vmStatus(vm: VmFacts, now: Date): VmStatus {
  const { state, evidence } = stateOf(vm, now);
  return { state, evidence, since: vm.powerSince, observedAt: vm.observedAt };
}

function stateOf(vm: VmFacts, now: Date): { state: VmState; evidence: string | null } {
  const silence = hostTrouble(vm, now);
  if (vm.taskState) return { state: vm.taskState, evidence: silence ?? progressText(vm.progress) };
  if (vm.failure) return { state: 'failed', evidence: vm.failure };
  if (silence) return { state: vm.hostState === 'unknown' ? 'unknown' : 'unreachable', evidence: silence };
  return { state: vm.powerState === 'absent' ? 'missing' : vm.powerState, evidence: powerEvidence(vm) };
}

function hostTrouble(vm: VmFacts, now: Date): string | null {
  switch (vm.hostState) {
    case 'up':
      return null;
    case 'unknown':
      return 'host not reached yet';
    case 'unreachable':
      return `host silent ${age(now.getTime() - vm.hostStateSince.getTime())}`;
    case 'quarantined':
      return 'host quarantined';
  }
}

/** Which step it is at, of how many. */
function progressText(progress: VmFacts['progress']): string | null {
  return progress && progress.total > 0 ? `${Math.min(progress.done + 1, progress.total)}/${progress.total}` : null;
}

/** Why it is down or paused is news only when nobody asked for it. */
function powerEvidence(vm: VmFacts): string | null {
  if (vm.powerState === 'absent') return 'its host has no such domain';
  if (vm.powerState === 'paused' || vm.powerState === 'crashed') return vm.powerReason;
  if (vm.powerState === 'stopped' && vm.powerReason === 'failed') return 'QEMU ended by itself';
  return null;
}

/** "40 s", "3 min", "5 h", "2 d": the largest unit that is at least one. */
function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const busy: Record<TaskState, string> = {
  creating: 'It is being created',
  starting: 'It is starting',
  stopping: 'It is stopping',
  rebooting: 'It is rebooting',
  deleting: 'It is being deleted',
};

/** For each action: the power states that it is for, and what the others answer; undefined means yes. */
const byPower: Record<VmAction, Partial<Record<PowerState, string>>> = {
  start: {
    running: 'It is already running',
    paused: 'It is paused: force it off before you start it',
    absent: 'Its host has no such domain',
    unknown: 'Its host has not told its state yet',
  },
  stop: notRunning(),
  forceOff: notRunning(),
  reboot: notRunning(),
  rename: {
    absent: 'Its host has no such domain',
    unknown: 'Its host has not told its state yet',
  },
  delete: {},
};

function notRunning(): Partial<Record<PowerState, string>> {
  return {
    stopped: 'It is not running',
    crashed: 'It is not running',
    absent: 'Its host has no such domain',
    unknown: 'Its host has not told its state yet',
  };
}

/** What may be done now, and why not. The button shows the reason, the service enforces it. */
export function vmCan(vm: VmFacts): Record<VmAction, Can> {
  return {
    start: answer(vm, 'start'),
    stop: answer(vm, 'stop'),
    forceOff: answer(vm, 'forceOff'),
    reboot: answer(vm, 'reboot'),
    rename: answer(vm, 'rename'),
    delete: answer(vm, 'delete'),
  };
}

function answer(vm: VmFacts, action: VmAction): Can {
  const reason = busyReason(vm, action) ?? failedReason(vm, action) ?? hostReason(vm) ?? powerReason(vm, action);
  return reason === null ? { ok: true } : { ok: false, reason };
}

function busyReason(vm: VmFacts, action: VmAction): string | null {
  if (!vm.taskState) return null;
  // A second operation would wait behind the first, which pulls the plug by itself.
  if (vm.taskState === 'stopping' && action === 'forceOff')
    return 'It is stopping, and is forced off if the guest does not answer in time';
  if (vm.taskState === 'creating' && action === 'delete') return 'It is being created: cancel that first';
  return busy[vm.taskState];
}

function failedReason(vm: VmFacts, action: VmAction): string | null {
  return vm.failure && action !== 'delete' ? 'It could not be created: delete it and create it again' : null;
}

function hostReason(vm: VmFacts): string | null {
  switch (vm.hostState) {
    case 'up':
      return null;
    case 'unknown':
      return 'Its host has not been reached yet';
    case 'unreachable':
      return `Its host is unreachable: silent since ${minute(vm.hostStateSince)}`;
    case 'quarantined':
      return `Its host is quarantined since ${minute(vm.hostStateSince)}: an admin must look at it`;
  }
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function powerReason(vm: VmFacts, action: VmAction): string | null {
  return byPower[action][vm.powerState] ?? null;
}
