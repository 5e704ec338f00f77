export type CsvValue = string | number | null;

/**
 * Rows as CSV (RFC 4180): lines end in CRLF, a text is quoted where it must be. A text that a spreadsheet would take for
 * a formula gets a ' before it (OWASP, "CSV injection"); numbers are numbers.
 */
export const toCsv = (rows: readonly (readonly CsvValue[])[]): string =>
  rows.map((row) => `${row.map(field).join(',')}\r\n`).join('');

function field(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
