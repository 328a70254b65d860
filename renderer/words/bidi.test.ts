import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { keptApart, latinKept, unbroken, withoutMarks } from './bidi.ts';

const kept = (text: string, values: Record<string, unknown> = {}): string =>
  String(
    new IntlMessageFormat(latinKept(new IntlMessageFormat(text, 'ar').getAst()), 'ar').format(
      values as never,
    ),
  );
/** The pieces that are kept together. */
const pieces = (text: string): readonly string[] =>
  [...text.matchAll(/\u2066(.*?)\u2069/g)].map(([, piece = '']) => piece);

test.each([
  ['العنوان: https://api.ona.io/your-name.', ['https://api.ona.io/your-name']],
  ['العنوان https://x.org/ هنا', ['https://x.org/']],
  ['ملف المفتاح (غالبًا .pem)', ['.pem']],
  ['في ODK Central وAttaché', ['ODK Central', 'Attaché']],
  ['مفتاح RSA 2048، بصيغة PKCS#8', ['RSA 2048', 'PKCS#8']],
  ['اضغط Ctrl+Shift+P', ['Ctrl+Shift+P']],
  ['لا شيء 15 دقيقة', []],
])('Latin text keeps its signs at its own ends: %s', (text, wanted) => {
  expect(pieces(kept(text))).toEqual(wanted);
  expect(kept(text).replace(/[\u2066\u2069]/g, '')).toBe(text);
});

test('what a message takes, and how it chooses, stays as it was', () => {
  const text = '{count, plural, one {ملف CSV واحد} other {# ملفات CSV}} في {path}';
  const written = kept(text, { count: 3, path: 'here' });
  expect(pieces(written)).toEqual(['CSV']);
  expect(written.replace(/[\u2066\u2069]/g, '')).toBe('3 ملفات CSV في here');
  const tagged = new IntlMessageFormat(
    latinKept(new IntlMessageFormat('<n>{count}</n> من Ona', 'ar').getAst()),
    'ar',
  ).format({ count: 3, n: (parts: unknown) => parts } as never);
  expect([tagged].flat().join('')).toBe('3 من \u2066Ona\u2069');
});

test('a text of the other direction is kept apart in words of either', () => {
  expect(keptApart('/home/amina', true)).toBe('\u2068/home/amina\u2069');
  expect(keptApart('استمارة الأسرة (2)', false)).toBe('\u2068استمارة الأسرة (2)\u2069');
  expect(keptApart('Household (2)', false)).toBe('Household (2)');
});

test('a date is not broken', () => {
  expect(unbroken('28 Oct 2025 09:00')).toBe('28\u00a0Oct\u00a02025\u00a009:00');
});

test('a copied text has no marks that are for the screen', () => {
  expect(withoutMarks('\u2068Visite\u2069\u202f: 28\u00a0oct. Avertis\u00adsements')).toBe(
    'Visite : 28 oct. Avertissements',
  );
});
