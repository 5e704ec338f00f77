import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { posixLine, virshLine } from './quote.ts';

/** Words that have bitten somebody, among any text. */
const nasty = fc.constantFrom(
  '',
  ' ',
  "'",
  '"',
  '\\',
  '$(id)',
  '`id`',
  '\n',
  '*',
  '~',
  '#',
  ';',
  '-n',
  'a=b',
  "'\\''",
  'ü',
  '🙂',
  '!',
);
const word = fc.oneof(
  nasty,
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
  fc.array(nasty).map((parts) => parts.join('')),
);

describe('posixLine', () => {
  test('a real shell reads back exactly the argv', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (argv) => {
        const line = posixLine(['printf', '%s\\0', ...argv]);
        const { stdout } = spawnSync('/bin/sh', ['-c', line]);
        expect(stdout.toString('utf8').split('\0').slice(0, -1)).toEqual(argv);
      }),
      { numRuns: 300 },
    );
  });

  test('also as arguments of a script of ours', () => {
    const argv = ['sh', '-c', 'printf %s\\\\0 "$@"', "virt'fleet", 'a b', '$HOME'];
    const { stdout } = spawnSync('/bin/sh', ['-c', posixLine(argv)]);
    expect(stdout.toString()).toBe('a b\0$HOME\0');
  });

  test('no word, NUL and half a surrogate pair are refused', () => {
    expect(() => posixLine([])).toThrow();
    expect(() => posixLine(['a\0b'])).toThrow();
    expect(() => posixLine(['\ud800'])).toThrow();
  });
});

/** virsh's reader, transcribed from tools/vsh.c so that the encoder is judged by another hand than its own. */
function virshReads(line: string): string[] {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t') at++;
    if (at >= line.length) return words;
    if (line[at] === ';' || line[at] === '#') throw new Error(`ends early at ${at}`);
    let single = false;
    let double = false;
    let text = '';
    for (; at < line.length; at++) {
      let c = line[at] ?? '';
      if (!single && !double && (c === ' ' || c === '\t' || c === ';')) break;
      if (!double && c === "'") {
        single = !single;
        continue;
      }
      if (!single && c === '\\') c = line[++at] ?? '';
      else if (!single && c === '"') {
        double = !double;
        continue;
      }
      text += c;
    }
    if (double || single) throw new Error('open quote');
    words.push(text);
  }
}

describe('virshLine', () => {
  const printable = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });

  test('its grammar gives back exactly the argv', () => {
    fc.assert(
      fc.property(fc.array(printable, { minLength: 1, maxLength: 8 }), (argv) => {
        expect(virshReads(virshLine(argv))).toEqual(argv);
      }),
    );
  });

  test('keys of readline, line ends and what is not ASCII are refused', () => {
    for (const word of ['a\tb', 'a\nb', '\x1b', '\x7f', '\r', 'ü', '\0', '']) {
      if (word === '') expect(virshLine(['echo', word])).toBe("echo ''");
      else expect(() => virshLine(['echo', word])).toThrow();
    }
  });
});
