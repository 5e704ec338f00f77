import type { UserListItem } from '@virtfleet/contracts/user';
import { StateBadge } from '@virtfleet/ui/state-badge';

/** Whether someone can sign in, and how. */
export function UserState({ user }: { user: UserListItem }) {
  if (user.disabledAt) return <StateBadge tone="idle">Disabled</StateBadge>;
  if (user.oneTimeUntil === null) return <StateBadge tone="ok">Enabled</StateBadge>;
  const over = user.oneTimeUntil.getTime() <= Date.now();
  return (
    <StateBadge tone="warn" evidence={over ? 'its week is over: reset it' : 'to be changed'}>
      <span suppressHydrationWarning>One-time password</span>
    </StateBadge>
  );
}
