'use client';
import { useClock, useHydrated } from './clock.ts';
import { formatAge, formatDuration, formatFullDate, formatRelative } from './format.ts';

type RelativeTimeProps = { date: Date; className?: string };

/** "3 s ago", kept current; the full date on hover. */
export function RelativeTime({ date, className }: RelativeTimeProps) {
  const said = useClock((now) => formatRelative(date, now));
  return <Time date={date} said={said} className={className} />;
}

/** How long something holds already, in one unit: "6 d", "40 s"; the full date on hover. */
export function Since({ date, className }: RelativeTimeProps) {
  const said = useClock((now) => formatAge(now.getTime() - date.getTime()));
  return <Time date={date} said={said} className={className} />;
}

/** How long something is under way, by the second: "12 s", "2 min 5 s". */
export function Elapsed({ since, className }: { since: Date; className?: string }) {
  const said = useClock((now) => {
    const seconds = Math.floor(Math.max(0, now.getTime() - since.getTime()) / 1000);
    return seconds < 10 ? `${seconds} s` : formatDuration(seconds * 1000);
  });
  return <Time date={since} said={said} className={className} />;
}

/** How long something took. */
export function Duration({ ms, className }: { ms: number; className?: string }) {
  return <span className={className}>{formatDuration(ms)}</span>;
}

function Time({ date, said, className }: { date: Date; said: string; className: string | undefined }) {
  const hydrated = useHydrated();
  return (
    <time
      dateTime={date.toISOString()}
      title={hydrated ? formatFullDate(date) : undefined}
      className={className}
      suppressHydrationWarning
    >
      {said}
    </time>
  );
}
