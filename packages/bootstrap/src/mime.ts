export type Part = {
  contentType: string;
  filename: string;
  content: string;
  headers?: Readonly<Record<string, string>>;
};

/** A multipart/mixed message (RFC 2045, 2046) of text parts, whose contents arrive byte for byte. */
export function multipart(parts: readonly Part[]): string {
  const bodies = parts.map(encode);
  const boundary = boundaryFor(bodies.map(({ body }) => body));
  const head = `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n\n`;
  // The line break before a boundary belongs to the boundary: the content keeps its own last one, or its lack of one.
  const texts = parts.map((part, index) => {
    const { body = '', encoding = '7bit' } = bodies[index] ?? {};
    const extra = Object.entries(part.headers ?? {}).map(([name, value]) => `${name}: ${value}\n`);
    return `--${boundary}\nContent-Type: ${part.contentType}; charset="utf-8"\nMIME-Version: 1.0\nContent-Transfer-Encoding: ${encoding}\nContent-Disposition: attachment; filename="${part.filename}"\n${extra.join('')}\n${body}\n`;
  });
  return `${head}${texts.join('')}--${boundary}--\n`;
}

/** Only plain short lines go as they are: readers disagree about CRs, and about 8bit in a message that they hold as text. */
function encode({ content }: Part): { body: string; encoding: string } {
  const plain = /^[\t\n\x20-\x7e]*$/.test(content) && content.split('\n').every((line) => line.length <= 998);
  return plain ? { body: content, encoding: '7bit' } : { body: base64(content), encoding: 'base64' };
}

function base64(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte));
  return btoa(bytes.join('')).replace(/.{76}(?=.)/g, '$&\n');
}

function boundaryFor(bodies: readonly string[]): string {
  for (let n = 0; ; n++) {
    const boundary = `==virtfleet-${n}==`;
    if (bodies.every((body) => !body.includes(boundary))) return boundary;
  }
}
