// Covers renderer/style/.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

type Tokens = ReadonlyMap<string, string>;

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

function tokensOf(selector: string): Tokens {
  const block = new RegExp(`${selector} \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]),
  );
}

/** Relative luminance of a colour, by WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(tokens: Tokens, text: string, ground: string): number {
  const [light = 0, dark = 0] = [text, ground]
    .map((name) => luminance(tokens.get(name) ?? ''))
    .sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['ground', 'surface', 'raised', 'hover', 'selected', 'tint'];
/** Words on the grounds that they stand on: 4.5 to 1. */
const words: readonly (readonly [string, readonly string[]])[] = [
  ['text', [...grounds, 'ok-tint', 'warn-tint', 'bad-tint']],
  ['text2', [...grounds, 'ok-tint', 'warn-tint', 'bad-tint']],
  ['text3', ['ground', 'surface', 'raised', 'hover']],
  ['accent', ['ground', 'surface', 'raised', 'hover', 'selected', 'tint']],
  ['accent-hover', ['surface', 'raised', 'tint']],
  ['on-accent', ['accent', 'accent-hover']],
  ['ok', ['surface', 'raised', 'ok-tint']],
  ['warn', ['surface', 'raised', 'warn-tint']],
  ['bad', ['surface', 'raised', 'bad-tint']],
];
/** The edges of what can be operated, and the focus: 3 to 1. */
const edges: readonly (readonly [string, readonly string[]])[] = [
  ['control', ['surface', 'raised', 'ground']],
  ['accent', grounds],
];

test.each(['\\.light', '\\.dark'])('%s: every pair that is used can be read', (selector) => {
  const tokens = tokensOf(selector);
  expect(tokens.size).toBeGreaterThan(20);
  for (const [pairs, least] of [
    [words, 4.5],
    [edges, 3],
  ] as const) {
    for (const [text, on] of pairs) {
      for (const ground of on) {
        expect(contrast(tokens, text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(least);
      }
    }
  }
});

test('both themes have the same tokens', () => {
  expect([...tokensOf('\\.dark').keys()]).toEqual([...tokensOf('\\.light').keys()]);
});
