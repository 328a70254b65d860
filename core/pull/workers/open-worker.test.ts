import { expect, test } from 'vitest';
import { type Import, importsIn } from '../../../fixtures/checks/imports.ts';

const imports = Map.groupBy(importsIn(['core']), ({ file }) => file);

/** What is loaded when a file is, the file itself and Node's own modules left out. */
function loadedBy(file: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = ({ target, kind, isType }: Import): void => {
    if (isType || kind === 'node' || found.has(target)) return;
    found.add(target);
    for (const next of imports.get(target) ?? []) visit(next);
  };
  for (const first of imports.get(file) ?? []) visit(first);
  return found;
}

test('a thread that decrypts starts with what decrypting needs, and not with texts, rules or a database', () => {
  const loaded = loadedBy('core/pull/workers/open-worker.ts');
  expect(loaded).toContain('core/decrypt/unwrap.ts');
  const packages = [...loaded].filter((one) => !one.startsWith('core/'));
  expect(packages).toEqual(['saxes']);
  const rooms = new Set([...loaded].map((one) => one.split('/').slice(0, 2).join('/')));
  expect([...rooms].sort()).toEqual([
    'core/decrypt',
    'core/envelope',
    'core/ground',
    'core/model',
    'core/record',
    'saxes',
  ]);
  expect([...loaded].filter((one) => one.startsWith('core/ground/problems/'))).toEqual([]);
});
