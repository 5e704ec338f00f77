import type { HostShell } from '../shell/types.ts';
import type { HostAddress } from '../types.ts';

/** A host that is to behave as a host does: a real one of the lab, or a fake one. */
export type Subject = {
  host: HostAddress;
  connect(host: HostAddress): HostShell;
  /** A connection of a user there whose home is empty; `end` checks that it holds a stamp and nothing else, and removes it. */
  newHome(): Promise<{ shell: HostShell; write(stamp: string): Promise<void>; end(): Promise<void> }>;
  /** libvirt's name of a network, and an address of it that nobody has. */
  network: string;
  address: string;
  gateway: string;
  virtTypes: string[];
  /** A qcow2 whose guest hears ACPI and runs a guest agent. */
  image: Buffer;
};

export const codeOf = (running: Promise<unknown>) =>
  running.then(
    () => 'fine',
    (error: { code?: string }) => error.code,
  );
