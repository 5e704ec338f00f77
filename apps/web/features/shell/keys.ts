/** How long the second key of a sequence may take. */
export const sequenceMs = 1_500;

export type Pressed = {
  /** The shortcut to run now. */
  run: string | null;
  /** The key that waits for its second. */
  waiting: string | null;
};

/** What a key means after the one that waits, among the shortcuts that are known: "c", "g v". */
export function nextPressed(waiting: string | null, key: string, known: ReadonlySet<string>): Pressed {
  if (waiting !== null) {
    const whole = `${waiting} ${key}`;
    if (known.has(whole)) return { run: whole, waiting: null };
  }
  if (known.has(key)) return { run: key, waiting: null };
  const begins = [...known].some((keys) => keys.startsWith(`${key} `));
  return { run: null, waiting: begins ? key : null };
}

/** The key as it is written in a shortcut: by its letter, also with Caps Lock, and by its place where the letters are others. */
export function keyName({ key, code, shiftKey }: { key: string; code: string; shiftKey: boolean }): string {
  if (/^[ -~]$/.test(key)) return shiftKey ? key : key.toLowerCase();
  return key.length === 1 && /^Key[A-Z]$/.test(code) && !shiftKey ? code.slice(3).toLowerCase() : key;
}
