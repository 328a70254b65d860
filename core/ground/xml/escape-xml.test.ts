import fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeXml } from './escape-xml.ts';
import { parseXml } from './xml.ts';

test('marks of XML and HTML are written as text, characters that XML cannot have are replaced', () => {
  expect(escapeXml(`<b a="1" c='2'> & \u0001\ud800\n`)).toBe(
    '&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt; &amp; \ufffd\ufffd\n',
  );
});

test('any text is read back from an element, apart from characters that XML cannot have', () => {
  const character = fc.constantFrom(...'<>&"\'] abc\u0000\u000b\ufffe\ud83dé', ']]>', '&amp;', '😀');
  fc.assert(
    fc.property(fc.string({ unit: character }), (text) => {
      const expected = ['\u0000', '\u000b', '\ufffe'].reduce(
        (left, illegal) => left.replaceAll(illegal, '\ufffd'),
        text.toWellFormed(),
      );
      expect(parseXml(`<a>${escapeXml(text)}</a>`).text).toBe(expected);
    }),
  );
});
