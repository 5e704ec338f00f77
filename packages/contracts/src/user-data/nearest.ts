/** The known word that was most likely meant: other separators or case, or up to a third of its letters wrong. */
export function nearest(word: string, known: readonly string[]): string | null {
  const bare = (text: string) => text.toLowerCase().replace(/[-_ ]/g, '');
  const same = known.find((each) => bare(each) === bare(word));
  if (same && same !== word) return same;
  let best: { each: string; distance: number } | null = null;
  for (const each of known) {
    const distance = editDistance(word.toLowerCase(), each.toLowerCase());
    if (distance <= Math.max(1, Math.floor(each.length / 3)) && distance < (best?.distance ?? 3))
      best = { each, distance };
  }
  return best && best.each !== word ? best.each : null;
}

/** Insertions, deletions, replacements, and neighbours that changed places: each counts one. */
export function editDistance(a: string, b: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const before = previous;
    previous = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      const swap =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost, swap));
    }
  }
  return row[b.length] ?? 0;
}
