import type { VmDetail } from '@virtfleet/contracts/views';
import { CopyLine } from '@virtfleet/ui/copy-line';
import { useMe } from '../session/me.tsx';

/** The line that works from where the network is reached; of a simulated VM there is none. */
export function SshLine({ vm: { loginUser, address } }: { vm: VmDetail }) {
  const { simulated } = useMe();
  if (!address) return null;
  if (simulated) return <span className="text-ink-3">simulated: nobody can sign in</span>;
  return <CopyLine text={`ssh ${loginUser}@${address}`} label="Copy the ssh line" />;
}
