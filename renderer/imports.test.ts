// Covers renderer/.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

// What the linter cannot say: of the contract the page takes types only, so that nothing of it is in the page's bundle.
test('the page imports nothing but types from outside of its room', () => {
  const root = import.meta.dirname;
  const files = globSync('**/*.{ts,tsx}', { cwd: root }).filter((file) => !/\.test\./.test(file));
  expect(files.length).toBeGreaterThan(100);
  let outside = 0;
  for (const file of files) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [line, path = ''] of source.matchAll(/^(?:import|export) [^;]*? from '(\.[^']*)';$/gm)) {
      const from = relative(root, join(root, dirname(file), path));
      if (!from.startsWith('..')) continue;
      outside += 1;
      expect(line, file).toMatch(/^(import|export) type [^;]*electron\/ipc\//);
    }
  }
  expect(outside).toBeGreaterThan(20);
});
