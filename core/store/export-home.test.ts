import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { baseNames } from '../export/form-base.ts';
import { parseForm } from '../xform/parse-form.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'attache-home-')));
const workspace = testWorkspace(join(root, 'workspace'));
afterAll(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

function put(formId: string, title: string): void {
  const xml = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>
    <h:title>${title}</h:title><model><instance><data id="${formId}"><q/><kid><n/></kid></data></instance></model></h:head>
    <h:body><group ref="/data/kid"><repeat nodeset="/data/kid"/></group></h:body></h:html>`;
  const bytes = Buffer.from(xml);
  workspace.forms.put(bytes, parseForm(bytes, formId), null, { id: 1, at: '2026-01-01T00:00:00Z' });
}

const baseOf = (formId: string, title: string, folder: string) =>
  baseNames(title, { format: 'tidy', folder, home: workspace.exportHome(formId) }).form;

test('a form keeps the name of the files that it has, when another of its title comes', () => {
  put('a', 'Health');
  const [here, elsewhere] = [join(root, 'here'), root];
  expect(baseOf('a', 'Health', elsewhere)).toBe('Health');
  const path = join(elsewhere, 'Health.csv');
  writeFileSync(path, 'key\n');
  workspace.rememberFiles([path], 'a', new Date(0));
  put('b', 'HEALTH');
  expect(baseOf('a', 'Health', elsewhere)).toBe('Health');
  expect(baseOf('a', 'Health', here)).toBe('Health (a)');
  expect(baseOf('b', 'HEALTH', elsewhere)).toBe('HEALTH (b)');
  rmSync(path);
  expect(baseOf('a', 'Health', elsewhere)).toBe('Health (a)');
});

test('it knows the tables of every form, and which files were made together', () => {
  put('c', 'Health-kid');
  const home = workspace.exportHome('c');
  expect(home.forms().map(({ formId, title, paths }) => [formId, title, paths()])).toEqual([
    ['a', 'Health', ['', 'kid']],
    ['b', 'HEALTH', ['', 'kid']],
    ['c', 'Health-kid', ['', 'kid']],
  ]);
  const files = ['main.csv', 'main-kid.csv'].map((name) => join(root, name));
  for (const file of files) writeFileSync(file, 'key\n');
  workspace.rememberFiles(files, 'c', new Date(0));
  expect(home.madeWith(files[0] ?? '')).toEqual([...files].sort());
  expect(home.made(files[1] ?? '')).toMatchObject({ formId: 'c', isUnchanged: true });
  writeFileSync(files[1] ?? '', 'changed\n');
  expect(home.made(files[1] ?? '')).toMatchObject({ formId: 'c', isUnchanged: false });
  expect(home.made(join(root, 'none.csv'))).toBeNull();
});
