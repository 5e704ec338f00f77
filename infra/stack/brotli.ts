import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

/** Puts the brotli form beside each script and style below a folder: `x.js.br`. next.config.mjs says who gets it. */
export async function addBrotli(dir: string): Promise<void> {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|css)$/.test(name));
  await Promise.all(
    files.map(async (name) => {
      const text = readFileSync(join(dir, name));
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
      writeFileSync(join(dir, `${name}.br`), await compress(text, { params }));
    }),
  );
}
