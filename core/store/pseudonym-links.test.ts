import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PseudonymLinks } from './pseudonym-links.ts';

function linksIn(): { readonly folder: string; readonly links: PseudonymLinks } {
  const folder = mkdtempSync(join(tmpdir(), 'attache-links-'));
  const links = new PseudonymLinks(folder);
  onTestFinished(() => {
    links.clear();
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, links };
}

test('each pseudonym is there once, in the order in which they came', () => {
  const { folder, links } = linksIn();
  expect([...links]).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
  for (const [pseudonym, original] of [
    ['p2', 'Ann'],
    ['p1', ''],
    ['p2', 'Ann'],
    ['p3', 'a\0b "😀"'],
  ] as const) {
    links.set(pseudonym, original);
  }
  const all = [
    ['p2', 'Ann'],
    ['p1', ''],
    ['p3', 'a\0b "😀"'],
  ];
  expect([...links]).toEqual(all);
  expect([...links]).toEqual(all);
  links.clear();
  expect([...links]).toEqual([]);
  links.set('p4', 'x');
  expect([...links]).toEqual([['p4', 'x']]);
  links.clear();
  expect(readdirSync(folder)).toEqual([]);
});

test('many of them are in a file in which nobody can read them', () => {
  const { folder, links } = linksIn();
  const original = 'Wanjiku Kamau '.repeat(40);
  const count = 50_000;
  for (let i = 0; i < count; i += 1) links.set(`p${i}`, `${original}${i}`);
  const [work = ''] = readdirSync(folder);
  const bytes = readFileSync(join(folder, work, 'links'));
  // More than SQLite keeps in memory.
  expect(bytes.length).toBeGreaterThan(10_000_000);
  expect(bytes.includes('Wanjiku')).toBe(false);
  let seen = 0;
  for (const [pseudonym, one] of links) {
    if (pseudonym !== `p${seen}` || one !== `${original}${seen}`) throw new Error(`wrong: ${pseudonym}`);
    seen += 1;
  }
  expect(seen).toBe(count);
});
