// Covers core/source/folder/entries.ts.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tinyForm, tinyManifest } from '../../../fixtures/servers/tiny-data.ts';
import { diskTree } from './disk-tree.ts';
import { isDefinition } from './file-head.ts';
import { instancesAt } from './instances.ts';
import { ROOT } from './tree.ts';

const folder = mkdtempSync(join(tmpdir(), 'file-head-'));
const tree = diskTree(folder);
const form = tinyForm('household', 'data', null);
const manifest = tinyManifest('household', 'uuid:1', []);
const asUtf16 = (xml: string) =>
  Buffer.from(xml.replace(/^<\?xml.*?\?>\s*/, '<?xml version="1.0" encoding="UTF-16"?>'), 'utf16le');

test.each([
  ['UTF-8', Buffer.from(form)],
  ['UTF-16', asUtf16(form)],
  ['UTF-16, the other way round', asUtf16(form).swap16()],
  ['a prefix of its own', Buffer.from(form.replaceAll('h:html', 'ק·:html').replace('xmlns:h=', 'xmlns:ק·='))],
])('a definition is known by its beginning: %s', (_, bytes) => {
  writeFileSync(join(folder, 'form.xml'), bytes);
  expect(isDefinition(tree, 'form.xml')).toBe(true);
});

test('a manifest too', () => {
  for (const bytes of [Buffer.from(manifest), asUtf16(manifest)]) {
    writeFileSync(join(folder, 'a.xml'), bytes);
    expect([...instancesAt(tree, ROOT)].map(({ path }) => path)).toContain('a.xml');
    expect(isDefinition(tree, 'a.xml')).toBe(false);
  }
});
