/** How values are written everywhere: a number has a unit, a time says how long ago. Pure, so that server and browser agree. */

const trim = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};

/** 1234567 → "1,234,567". */
export const formatCount = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes in binary units, three significant figures at most: "512 MiB", "3.4 GiB", "146 MiB". */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 1023.96 KiB would be written "1,024 KiB", so round up to the next unit already there.
  while (value >= 1023.5 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${trim(value, unit > 0 && value < 100 ? 1 : 0)} ${byteUnits[unit]}`;
}

/** MiB as a person says it: 4096 → "4 GiB", 512 → "512 MiB". */
export const formatMib = (mib: number): string => formatBytes(mib * 1024 * 1024);

/** GiB as a person says it: 20 → "20 GiB", 2048 → "2 TiB". */
export const formatGib = (gib: number): string => formatBytes(gib * 1024 ** 3);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const pair = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

/** How long something took: "0.41 s", "4.2 s", "41 s", "2 min 5 s", "3 h 4 min", "6 d 2 h". */
export function formatDuration(ms: number): string {
  const duration = Math.max(0, ms);
  if (duration < 995) return `${(duration / SECOND).toFixed(2)} s`;
  if (duration < 9950) return `${(duration / SECOND).toFixed(1)} s`;
  // Whole seconds from here, so that 59.7 s is "1 min" and never "60 s".
  const seconds = Math.round(duration / SECOND);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.floor(minutes / 60);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** An age in one unit: "40 s", "14 min", "3 h", "6 d". Steady enough to stand beside a state. */
export function formatAge(ms: number): string {
  const age = Math.max(0, ms);
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h`;
  return `${Math.floor(age / DAY)} d`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** A day without its time: "6 Dec", with the year when it isn't this one. */
function formatDay(date: Date, now: Date): string {
  const day = `${date.getDate()} ${months[date.getMonth()]}`;
  return date.getFullYear() === now.getFullYear() ? day : `${day} ${date.getFullYear()}`;
}

/** "3 s ago", "14 min ago", "6 d ago"; after 30 days the day itself. A clock that is a little behind reads as "just now". */
export function formatRelative(date: Date, now: Date): string {
  const age = now.getTime() - date.getTime();
  if (age < -5 * SECOND) return -age < 30 * DAY ? `in ${formatAge(-age)}` : formatDay(date, now);
  if (age < SECOND) return 'just now';
  return age < 30 * DAY ? `${formatAge(age)} ago` : formatDay(date, now);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** The whole date in the reader's zone, for a hover: "24 Nov 2025, 20:16:03 (UTC+1)". */
export function formatFullDate(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const hours = Math.floor(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  const zone = offset === 0 ? 'UTC' : `UTC${offset < 0 ? '−' : '+'}${hours}${minutes ? `:${two(minutes)}` : ''}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}, ${time} (${zone})`;
}

/** "web team" → "WT", "ada@example.org" → "AD". */
export function initials(name: string): string {
  const words = (name.split('@')[0] ?? '').split(/[\s._-]+/).filter(Boolean);
  const letters =
    words.length > 1
      ? [words[0], words[words.length - 1]].map((word) => [...(word ?? '')][0])
      : [...(words[0] ?? '?')].slice(0, 2);
  return letters.join('').toUpperCase();
}

/** One word of a POSIX shell line, quoted only where it must be; for reading and copying, never for running. */
export const quoteWord = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** argv as a line that a person can read and paste. */
export const quoteArgv = (argv: readonly string[]): string => argv.map(quoteWord).join(' ');
