import { randomUUID } from 'node:crypto';
import { Complaint, notRunning } from './complaint.ts';
import { canonicalDomain, identityOf, liveDomain, needsOf, withTitle } from './domain-xml.ts';
import { type Guest, type GuestTimes, startGuest } from './guest.ts';

/** A domain as it outlives libvirtd and connections; a reboot of the host leaves what is persistent, shut off. */
export type FakeDomain = {
  name: string;
  uuid: string;
  /** Null: it lives only while it runs. */
  inactiveXml: string | null;
  state: 'running' | 'paused' | 'shut off';
  /** virsh's word, such as "booted". */
  reason: string;
  live: { id: number; xml: string; files: readonly string[]; guest: Guest } | null;
  /** Its guest does not hear the power button. */
  deaf: boolean;
  /** What is found of cloud-init in its guest, as cloudInitScript prints it; without it all went well. */
  cloudInit?: string;
};

export type DomainsOf = {
  guestTimes: GuestTimes;
  virtTypes: readonly string[];
  tell(event: string, domainName: string, detail?: string): void;
  /** What libvirt says of the first file that isn't there, through all layers; null: all are. */
  missingFile(paths: readonly string[]): string | null;
  networkActive(name: string): boolean;
};

export type FakeDomains = ReturnType<typeof createDomains>;

const qemu = '/usr/bin/qemu-system-x86_64';

export function createDomains(host: DomainsOf) {
  const domains = new Map<string, FakeDomain>();
  let lastId = 0;
  const lifecycle = (name: string, detail: string) => host.tell('lifecycle', name, detail);

  function find(word: string): FakeDomain {
    const found =
      domains.get(word) ?? [...domains.values()].find(({ uuid, live }) => uuid === word || String(live?.id) === word);
    if (!found) throw new Complaint(`failed to get domain '${word}'`);
    return found;
  }

  function running(domain: FakeDomain) {
    if (!domain.live) throw notRunning();
    return domain.live;
  }

  /** QEMU has ended, however. */
  function stopped(domain: FakeDomain, reason: string, detail: string) {
    domain.live?.guest.end();
    domain.live = null;
    Object.assign(domain, { state: 'shut off', reason });
    lifecycle(domain.name, `Stopped ${detail}`);
    if (domain.inactiveXml === null) domains.delete(domain.name);
  }

  function agentIs(domain: FakeDomain, connected: boolean, why: string) {
    const state = connected ? 'connected' : 'disconnected';
    host.tell('agent-lifecycle', domain.name, `state: '${state}' reason: '${why}'`);
  }

  function guestOf(domain: FakeDomain): Guest {
    return startGuest(host.guestTimes, () => domain.deaf, {
      agent: (connected) => agentIs(domain, connected, 'channel event'),
      wentDown() {
        lifecycle(domain.name, 'Shutdown Finished after guest request');
        stopped(domain, 'shutdown', 'Shutdown');
      },
      rebooted: () => host.tell('reboot', domain.name),
    });
  }

  function failStart(domain: FakeDomain, message: string): never {
    domain.reason = 'failed';
    throw new Complaint(message);
  }

  return {
    all: () => [...domains.values()],
    find,

    define(xml: string): void {
      if (xml.trim() === '') throw new Complaint('(domain_definition):1: Document is empty\n(null)\n^');
      const { name, uuid } = identityOf(xml);
      const same = [...domains.values()].find((domain) => domain.uuid === uuid);
      if (same && same.name !== name)
        throw new Complaint(`operation failed: domain '${same.name}' is already defined with uuid ${same.uuid}`);
      const namesake = domains.get(name);
      if (namesake && namesake.uuid !== uuid)
        throw new Complaint(`operation failed: domain '${name}' already exists with uuid ${namesake.uuid}`);
      const { type } = needsOf(xml);
      if (!host.virtTypes.includes(type))
        throw new Complaint(`invalid argument: could not get preferred machine for ${qemu} type=${type}`);
      const inactiveXml = canonicalDomain(xml);
      if (same) same.inactiveXml = inactiveXml;
      else
        domains.set(name, {
          ...{
            name,
            uuid: uuid ?? randomUUID(),
            inactiveXml,
            state: 'shut off',
            reason: 'unknown',
            live: null,
            deaf: false,
          },
        });
      lifecycle(name, same ? 'Defined Updated' : 'Defined Added');
    },

    undefine(domain: FakeDomain): void {
      if (domain.inactiveXml === null)
        throw new Complaint('Requested operation is not valid: cannot undefine transient domain');
      domain.inactiveXml = null;
      if (!domain.live) domains.delete(domain.name);
      lifecycle(domain.name, 'Undefined Removed');
    },

    setTitle(domain: FakeDomain, title: string, to: { live: boolean; config: boolean }): void {
      if (to.live) {
        const live = running(domain);
        live.xml = withTitle(live.xml, title);
      }
      if (to.config && domain.inactiveXml !== null) domain.inactiveXml = withTitle(domain.inactiveXml, title);
      host.tell('metadata-change', domain.name, 'type title, uri (null)');
    },

    start(domain: FakeDomain): void {
      const { inactiveXml } = domain;
      if (domain.live || inactiveXml === null) throw new Complaint('Domain is already active');
      const { files, networks } = needsOf(inactiveXml);
      const network = networks.find((name) => !host.networkActive(name));
      if (network) failStart(domain, `Network not found: no network with matching name '${network}'`);
      const missing = host.missingFile(files);
      if (missing) failStart(domain, missing);
      const taken = [...domains.values()].some(({ live }) =>
        live?.files.some((file) => file.endsWith('.qcow2') && files.includes(file)),
      );
      if (taken)
        failStart(
          domain,
          `internal error: process exited while connecting to monitor: ${qemu}: Failed to get "write" lock\nIs another process using the image?`,
        );
      const id = ++lastId;
      agentIs(domain, false, 'domain started');
      domain.live = { id, xml: liveDomain(inactiveXml, id, 5899 + id), files, guest: guestOf(domain) };
      Object.assign(domain, { state: 'running', reason: 'booted' });
      lifecycle(domain.name, 'Resumed Unpaused');
      lifecycle(domain.name, 'Started Booted');
    },

    destroy(domain: FakeDomain): void {
      running(domain);
      lifecycle(domain.name, 'Shutdown Finished after host request');
      stopped(domain, 'destroyed', 'Destroyed');
    },
    shutdown: (domain: FakeDomain) => running(domain).guest.press('off'),
    reboot: (domain: FakeDomain) => running(domain).guest.press('reboot'),
    reset: (domain: FakeDomain) => running(domain).guest.reset(),

    suspend(domain: FakeDomain): void {
      running(domain).guest.hold();
      Object.assign(domain, { state: 'paused', reason: 'user' });
      lifecycle(domain.name, 'Suspended Paused');
    },
    resume(domain: FakeDomain): void {
      running(domain).guest.go();
      Object.assign(domain, { state: 'running', reason: 'unpaused' });
      lifecycle(domain.name, 'Resumed Unpaused');
    },

    /** Its guest goes off by itself. */
    guestPowersOff(domain: FakeDomain): void {
      running(domain);
      lifecycle(domain.name, 'Shutdown Finished after guest request');
      stopped(domain, 'shutdown', 'Shutdown');
    },
    killQemu(domain: FakeDomain): void {
      running(domain);
      stopped(domain, 'crashed', 'Failed');
    },
    ioError(domain: FakeDomain): void {
      const { guest, files } = running(domain);
      guest.hold();
      Object.assign(domain, { state: 'paused', reason: 'I/O error' });
      const at = `${files[0] ?? ''} (virtio-disk0) pause`;
      host.tell('io-error', domain.name, at);
      host.tell('io-error-reason', domain.name, `${at} due to enospc`);
      lifecycle(domain.name, 'Suspended I/O Error');
    },

    hold(): void {
      for (const { live } of domains.values()) live?.guest.hold();
    },
    go(): void {
      for (const { live, state } of domains.values()) if (state === 'running') live?.guest.go();
    },
    /** The machine lost its power: nobody is told. */
    powerLost(): void {
      lastId = 0;
      for (const domain of domains.values()) {
        domain.live?.guest.end();
        Object.assign(domain, { live: null, state: 'shut off', reason: 'unknown' });
        if (domain.inactiveXml === null) domains.delete(domain.name);
      }
    },
    /** What was on disk. */
    restore(kept: Pick<FakeDomain, 'name' | 'uuid' | 'inactiveXml'>): void {
      domains.set(kept.name, { ...kept, state: 'shut off', reason: 'unknown', live: null, deaf: false });
    },
  };
}
