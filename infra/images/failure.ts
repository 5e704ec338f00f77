/** Why a build failed, in words for who waits for the image: the cause when it is a common one, else the last that was said. */
export function failureInWords(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/ENOSPC|No space left on device/.test(text)) return 'the disk of the machine that builds it is full';
  if (
    /Temporary failure resolving|Could not resolve|Could not connect|Unable to connect|Connection failed|Failed to fetch/.test(
      text,
    )
  )
    return 'Debian’s packages cannot be fetched: the mirror cannot be reached';
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const said = lines.findLast((line) => /^E: /.test(line)) ?? lines.at(-1) ?? 'nobody knows why';
  return said.replace(/^E: /, '').slice(0, 300);
}
