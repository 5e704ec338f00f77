import { VirtfleetError } from '@virtfleet/contracts/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { el, renderXml } from './element.ts';
import { attributeAt, parseXml, textAt } from './parse-xml.ts';

/** Text of any code units, half of a pair and control characters too, and often of those that mean something in XML. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        ']]>',
        '&amp;',
        '<!--',
        '\r',
        '\n',
        '\t',
        ' ',
        'ä',
        '🦊',
        '\u0085',
        '\u2028',
        '\0',
        '\ud83e',
        '\ufffe',
      ),
    )
    .map((parts) => parts.join('')),
);

describe('renderXml', () => {
  it('gives back any text and attribute as it was, or refuses it by name', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, attribute) => {
        let xml: string;
        try {
          xml = renderXml(el('a', { b: attribute }, el('c', {}, `|${text}|`)));
        } catch (error) {
          expect(error).toBeInstanceOf(VirtfleetError);
          expect(`${text}${attribute}`).toMatch(/[\p{Cc}\p{Cs}\ufffe\uffff]/u);
          return;
        }
        const root = parseXml(xml, 'a');
        expect(textAt(root, 'c')).toBe(`|${text}|`);
        expect(root.getAttribute('b')).toBe(attribute);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['\0', 'a\u001bb', '\ufffe', '\ud83e'])('refuses %j, which XML 1.0 cannot hold', (text) => {
    expect(() => renderXml(el('a', {}, text))).toThrow(/The text holds/);
    expect(() => renderXml(el('a', { b: text }))).toThrow(/The text holds/);
  });

  it('refuses what would be a mistake of ours: a name that is none, and text between elements', () => {
    expect(() => renderXml(el('a b'))).toThrow('no XML name');
    expect(() => renderXml(el('a', { 'x="1" y': '' }))).toThrow('no XML name');
    expect(() => renderXml(el('a', {}, 'text', el('b')))).toThrow('both text and elements');
  });

  it('leaves out what is null or undefined', () => {
    expect(renderXml(el('a', { b: undefined, c: 0 }, null, undefined, el('d', {}, 7)))).toBe(
      '<a c="0">\n  <d>7</d>\n</a>\n',
    );
  });
});

describe('parseXml', () => {
  it.each(['', '<a', '<a></b>', '<b/>', 'error: failed to get domain'])(
    'throws for %j where <a> was asked for',
    (text) => {
      expect(() => parseXml(text, 'a')).toThrow('The host answered something unexpected');
    },
  );

  it('reads names, texts and attributes along a path', () => {
    const root = parseXml('<a><b><c d="1"> x </c></b></a>', 'a');
    expect([textAt(root, 'b/c'), attributeAt(root, 'b/c', 'd'), textAt(root, 'b/x/y')]).toEqual(['x', '1', null]);
  });
});
