import { platform } from 'node:os';

/** unix(7): sun_path has 108 bytes on Linux, 104 on BSD and macOS, the last of them NUL. Node says EINVAL of a longer one. */
const mostBytes = platform() === 'linux' ? 107 : 103;

/** Why no socket can be at this path; null: one can. */
export function socketFault(path: string): string | null {
  const bytes = Buffer.byteLength(path);
  if (bytes <= mostBytes) return null;
  return `The path of the simulator's socket has ${bytes} bytes, and no more than ${mostBytes} are possible: ${path}\nSet VIRTFLEET_STATE to a folder with a shorter path.`;
}
