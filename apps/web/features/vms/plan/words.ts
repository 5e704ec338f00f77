const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];

/** 3 → "three", 13 → "13". */
export const inWords = (count: number): string => small[count] ?? String(count);

/** "a, b, c", of very many the first three and the last. */
export function listed(names: readonly string[], most = 5): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, 3).join(', ')} … ${names.at(-1)}`;
}

/** What stands side by side in a plan: those on one host, as runs of neighbours, "web-01 – web-03, web-07". */
export function runs<T>(items: readonly { at: number; text: T }[]): [T, T][] {
  const found: { from: T; to: T; last: number }[] = [];
  for (const { at, text } of items) {
    const open = found.at(-1);
    if (open && open.last === at - 1) Object.assign(open, { to: text, last: at });
    else found.push({ from: text, to: text, last: at });
  }
  return found.map(({ from, to }) => [from, to]);
}

/** "web-01", "web-01 – web-03". */
export const run = ([from, to]: readonly [string, string]): string => (from === to ? from : `${from} – ${to}`);
