/** What virsh says when it can't: its lines without the "error: " that stands before each. The words are those of libvirt 9.0. */
export class Complaint extends Error {
  readonly lines: readonly string[];
  constructor(...lines: string[]) {
    super(lines.join(': '));
    this.name = 'Complaint';
    this.lines = lines;
  }
}

export const printed = ({ lines }: Complaint): string => lines.map((line) => `error: ${line}\n`).join('');

/** virsh says what it wanted to do before libvirt's own words. */
export function doing<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof Complaint ? new Complaint(what, ...error.lines) : error;
  }
}

export const notRunning = () => new Complaint('Requested operation is not valid: domain is not running');
