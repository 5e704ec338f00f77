/** Something that can be looked for by its words. */
export type Candidate = {
  /** What one reads: it counts most. */
  label: string;
  /** Words that also mean it. */
  also?: string | undefined;
};

/** The words of what was typed. */
export const termsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);

/**
 * How well a candidate fits what was typed, 0 to 100; 0: not at all. Each word must be found, in any order: best as a whole,
 * then at a beginning, then inside, then with its letters spread.
 */
export function fitOf(terms: readonly string[], { label, also = '' }: Candidate): number {
  if (terms.length === 0) return 100;
  let sum = 0;
  for (const term of terms) {
    const fit = Math.max(termFit(term, label.toLowerCase()), 0.5 * termFit(term, also.toLowerCase(), true));
    if (fit === 0) return 0;
    sum += fit;
  }
  return sum / terms.length;
}

function termFit(term: string, text: string, wholeWords = false): number {
  if (text === '') return 0;
  if (text === term) return 100;
  if (text.startsWith(term)) return 80;
  const words = text.split(/[\s\-._/&]+/);
  if (words.includes(term)) return 75;
  if (words.some((word) => word.startsWith(term))) return 60;
  if (wholeWords) return 0;
  if (text.includes(term)) return 40;
  return term.length > 2 && isSpread(term, words) ? 10 : 0;
}

/** Whether the letters stand in this order, the first of them at the beginning of a word: "qtu" of "quota & usage". */
function isSpread(term: string, words: readonly string[]): boolean {
  for (let from = 0; from < words.length; from++) {
    const rest = words.slice(from).join('');
    if (rest[0] !== term[0]) continue;
    let at = 0;
    for (const letter of rest) if (letter === term[at]) at++;
    if (at === term.length) return true;
  }
  return false;
}

/** Those that fit, best first; of equals the order stays. */
export function ranked<C extends Candidate>(text: string, candidates: readonly C[]): { item: C; fit: number }[] {
  const terms = termsOf(text);
  return candidates
    .map((item) => ({ item, fit: fitOf(terms, item) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit);
}
