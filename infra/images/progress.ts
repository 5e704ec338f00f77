/** How far a build is: what is being done, in words, and how much of the whole is behind it, from 0 to 1. */
export type Progress = { stage: string; progress: number };
export type Report = (progress: Progress) => void;

/** What a package costs: to fetch, to unpack, to set up. They add up to one. */
const signs = [
  { line: /^Get:\d+ \S+ \S+ \S+ \S+ (?:amd64|all) \S+ \[/, stage: 'downloading packages', share: 0.15 },
  { line: /^Unpacking /, stage: 'unpacking packages', share: 0.35 },
  { line: /^Setting up /, stage: 'setting packages up', share: 0.5 },
];

/**
 * Listens to what apt and dpkg print while they install about `packages` packages, and reports how far they are.
 * Never goes back, and never says that it is done.
 */
export function packageProgress(packages: number, report: Report): (text: string) => void {
  let rest = '';
  let sum = 0;
  return (text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    let stage: string | null = null;
    for (const line of lines) {
      const sign = signs.find((each) => each.line.test(line));
      if (!sign) continue;
      sum += sign.share / packages;
      stage = sign.stage;
    }
    if (stage !== null) report({ stage, progress: Math.min(0.99, sum) });
  };
}

/** The same report, told as the part from `from` to `to` of a larger whole. */
export const within =
  (report: Report, from: number, to: number): Report =>
  ({ stage, progress }) =>
    report({ stage, progress: from + progress * (to - from) });
