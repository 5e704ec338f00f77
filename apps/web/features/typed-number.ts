/**
 * What was typed into a field for a number: "0.5" and, as half the world writes it, "0,5". NaN: it is none, and a form says so.
 * "1,000" is none either: it is a thousand to one and a one to another.
 */
export function typedNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  const text = String(value ?? '').trim();
  return /^(?:\d+(?:\.\d+)?|0,\d+|\d+,(?!\d{3}$)\d+)$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
}
