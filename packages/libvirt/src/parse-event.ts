export type DomainEvent = {
  /** lifecycle, reboot, io-error, agent-lifecycle, … as virsh names them. */
  event: string;
  domainName: string;
  /** What follows the name, such as "Stopped Shutdown"; empty for an event without. */
  detail: string;
  at: Date;
};

/** libvirt's own message has the domain's name in it, and the host its time zone. */
const line =
  /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3})([+-]\d\d)(\d\d): event '([^']+)' for domain '(.*?)'(?:: ?(.*))?$/;

/** One line of `virsh event --all --loop --timestamp`; null for any other line. */
export function parseEventLine(text: string): DomainEvent | null {
  const [, date, time, hours, minutes, event, domainName, detail] = line.exec(text.trim()) ?? [];
  if (!date || !event || domainName === undefined) return null;
  return { event, domainName, detail: detail?.trim() ?? '', at: new Date(`${date}T${time}${hours}:${minutes}`) };
}
