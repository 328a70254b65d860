import { expect, test } from 'vitest';
import type { ExportParts } from './export-context.ts';
import { type ExportRequest, exportName, newFilter, optionsOf } from './export-request.ts';

const request: ExportRequest = {
  formId: 'form',
  format: 'tidy',
  chosen: { separator: ';', names: null },
  folder: '/out',
  existing: 'own',
};
const home = { formId: 'form' };
const workspace = { folder: '/workspace', exportHome: () => home } as unknown as ExportParts;
const made = (changes: Partial<ExportRequest> = {}, ids?: readonly number[]) =>
  optionsOf(workspace, { ...request, ...changes }, ids);

test('the command line and the window count new submissions under one name: form, format and folder', () => {
  const name = exportName(request);
  expect(exportName({ ...request, folder: '/out/../out/' })).toBe(name);
  for (const other of [{ formId: 'x' }, { format: 'briefcase' as const }, { folder: '/other' }])
    expect(exportName({ ...request, ...other })).not.toBe(name);
  expect(newFilter({ ...request, version: null, sources: ['s'] })).toMatchObject({
    newSince: name,
    version: null,
    sources: ['s'],
  });
});

test('options that the format does not have are ignored, and the request adds none', () => {
  expect(made()).toMatchObject({
    format: 'tidy',
    separator: ';',
    folder: '/out',
    home,
    workspaces: ['/workspace'],
  });
  expect(Object.keys(made())).not.toEqual(expect.arrayContaining(['names']));
  for (const name of ['chosen', 'existing', 'onlyNew', 'shown', 'formId'])
    expect(Object.keys(made())).not.toContain(name);
});

test.each([
  ['own', undefined, false],
  ['ask', undefined, false],
  ['append', false, false],
  ['number', undefined, true],
  ['replace', true, false],
] as const)('existing files: %s', (existing, overwrite, addNumber) => {
  expect(made({ existing })).toMatchObject({ overwrite, addNumber });
});

test('new rows are added below the existing rows, or written to files of their own', () => {
  expect(made({ onlyNew: 'below' }).newSince).toBe(exportName(request));
  expect(made({ onlyNew: 'apart' }, [3, 1])).toMatchObject({ newSince: undefined, ids: [3, 1] });
});
