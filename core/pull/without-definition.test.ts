// Covers core/pull/add-form.ts, core/pull/reread.ts, core/pull/run.ts.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { analysisTables } from '../export/analysis/analysis-tables.ts';
import { OWN, TARGET } from '../export/analysis/testing/tables-of.ts';
import { writeExport } from '../export/export.ts';
import { Problem } from '../ground/problem.ts';
import type { FormRef } from '../model/form-ref.ts';
import type { Source } from '../source/source.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { addFormFile } from './add-form.ts';
import { readingOf, rereadWithForms } from './reread.ts';
import { runLine } from './run.ts';

const form: FormRef = { formId: 'aUID', version: null, name: 'Visit', locator: 'aUID', mediaLocator: null };

interface Sent {
  readonly answers: string;
  readonly files: readonly string[];
  readonly version?: string;
}

/** A server that gives submissions, and not the definition of their form. */
function serverOf(submissions: readonly Sent[], options: { readonly code?: 'net.forbidden' } = {}): Source {
  return {
    kind: 'kobo',
    formMedia: null,
    listForms: () => Promise.resolve([form]),
    fetchForm: () =>
      Promise.reject(
        new Problem(options.code ?? 'net.not_found', { host: 'kc.example.org', file: 'aUID.xml' }),
      ),
    async *listSubmissions() {
      yield {
        refs: submissions.map((_, i) => ({ formId: 'aUID', locator: String(i), stamp: '' })),
        cursor: null,
      };
    },
    fetchSubmission: (ref) => {
      const sent = submissions[Number(ref.locator)] ?? { answers: '', files: [] };
      const xml = `<aUID id="aUID" version="${sent.version ?? 'v9'}"><start>2026-01-02</start>${sent.answers}<meta><instanceID>uuid:${ref.locator}</instanceID></meta></aUID>`;
      return Promise.resolve({
        ref,
        xml: { kind: 'bytes', bytes: Buffer.from(xml) },
        parts: sent.files.map((name) => ({
          name,
          content: { kind: 'bytes', bytes: Buffer.from(`${ref.locator} ${name}`) },
        })),
        facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
        problems: [],
      });
    },
    close: () => Promise.resolve(),
  };
}

const child = (name: string, more = ''): string => `<child><cname>${name}</cname>${more}</child>`;
const first: readonly Sent[] = [
  {
    answers: `<name>Ada</name><age>40</age>${child('Bo', '<photo>bo.jpg</photo>')}`,
    files: ['bo.jpg', 'extra.bin'],
  },
  { answers: '<name>Eve</name><zone>3</zone><age>41</age>', files: [] },
];
/** Only these two show that children, and their toys, repeat. */
const later: readonly Sent[] = [
  ...first,
  {
    answers: `<name>Cy</name><age>42</age>${child('Di', '<toy>a</toy><toy>b</toy>')}${child('Ed')}`,
    files: [],
  },
  { answers: `<name>Fy</name><age>43</age>${child('Gi', '<toy>c</toy>')}`, files: [] },
];

let root: string;
let workspace: Workspace;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'attache-no-form-'));
  workspace = testWorkspace(join(root, 'w'));
});
afterEach(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

const pull = (source: Source) => runLine({ ...plainRun(), workspace, source, sourceName: 's' });

async function tables(format: 'tidy' | 'briefcase'): Promise<{
  readonly codes: readonly string[];
  readonly of: (file: string) => readonly (readonly string[])[];
  readonly media: readonly string[];
}> {
  const folder = mkdtempSync(join(root, 'out-'));
  const report = await writeExport(workspace.rows('aUID'), { format, folder, fileName: 'v' });
  return {
    codes: report.problems.map(({ code }) => code),
    of: (file) =>
      parse(readFileSync(join(folder, file), 'utf8'), { relax_column_count: false }) as string[][],
    media: readdirSync(join(folder, 'media')).sort(),
  };
}

for (const format of ['tidy', 'briefcase'] as const) {
  test(`without a definition, no row, column or file is missing: ${format}`, async () => {
    await pull(serverOf(first));
    await pull(serverOf(later));
    const { of, codes, media } = await tables(format);
    const children = of('v-child.csv');
    const at = children[0]?.findIndex((name) => name.endsWith('cname')) ?? -1;
    expect(children.slice(1).map((row) => row[at])).toEqual(['Bo', 'Di', 'Ed', 'Gi']);
    expect(of('v-toy.csv').length - 1).toBe(3);
    // In the order of the form, and nothing of a child is left in the main table.
    const named = of('v.csv')[0]?.filter((name) => /^(start|name|zone|age|.*cname.*|.*photo.*)$/.test(name));
    expect(named).toEqual(['start', 'name', 'zone', 'age']);
    expect(children[1]).toContain('media/bo.jpg');
    expect(media).toEqual(['bo.jpg', 'extra.bin']);
    expect(codes).toEqual(['export.no_definition']);
  });
}

test('what is not given is said, with how this user gets it, until the definition is here', async () => {
  for (const code of [undefined, 'net.forbidden'] as const) {
    const report = await pull(serverOf(first, code === undefined ? {} : { code }));
    expect(report.problems).toEqual({ 'form.not_given': 1 });
  }
  // A file that KoboToolbox gave out in the browser: its ID is made of the title.
  const xml = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Visit</h:title><model><instance><aUID id="Visit"><start/><name/><age/><child><cname/><photo/></child></aUID></instance><bind nodeset="/aUID/child/photo" type="binary"/></model></h:head><h:body><group ref="/aUID/child"><repeat nodeset="/aUID/child"><input ref="/aUID/child/cname"/></repeat></group></h:body></h:html>`;
  const added = await addFormFile(workspace, Buffer.from(xml), 'Visit.xml', new Date());
  expect(added).toMatchObject({ formId: 'aUID', read: 2 });
  expect(workspace.forms.of('aUID')).toHaveLength(1);
  expect([...workspace.problemList.all(null)]).toEqual([]);
  expect((await pull(serverOf(first))).problems).toEqual({});
});

const definition = (version: string, child: string, body: string): Buffer =>
  Buffer.from(
    `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Visit</h:title><model><instance><aUID id="aUID" version="${version}"><start/><name/><age/><child>${child}</child><meta><instanceID/></meta></aUID></instance></model></h:head><h:body>${body}</h:body></h:html>`,
  );
const repeated =
  '<group ref="/aUID/child"><repeat nodeset="/aUID/child"><input ref="/aUID/child/cname"/></repeat></group>';

for (const format of ['tidy', 'briefcase'] as const) {
  test(`what another version asks once, a version without a definition may ask often: ${format}`, async () => {
    await addFormFile(workspace, definition('v1', '<cname/>', ''), 'Visit.xml', new Date());
    await pull(serverOf(later));
    const { of } = await tables(format);
    const children = of('v-child.csv');
    const at = children[0]?.findIndex((name) => name.endsWith('cname')) ?? -1;
    expect(children.slice(1).map((row) => row[at])).toEqual(['Bo', 'Di', 'Ed', 'Gi']);
  });
}

for (const format of ['tidy', 'briefcase'] as const) {
  test(`one version is not given the columns of another because a third has no definition: ${format}`, async () => {
    await addFormFile(workspace, definition('v7', '<cname/>', repeated), 'Visit.xml', new Date());
    const more = definition('v8', '<cname/><toy/>', repeated).toString().replace('<age/>', '<age/><zone/>');
    await addFormFile(workspace, Buffer.from(more), 'Visit.xml', new Date());
    const toy = { answers: `<zone>3</zone>${child('Jo', '<toy>a</toy>')}`, files: ['x.bin'] };
    await pull(serverOf([{ answers: child('Bo'), files: [], version: 'v7' }, toy]));
    const folder = join(root, 'out');
    const options = { format, folder, fileName: 'v', version: 'v7' };
    const { problems } = await writeExport(workspace.rows('aUID'), options);
    expect(problems).toEqual([]);
    for (const file of ['v.csv', 'v-child.csv']) {
      expect(readFileSync(join(folder, file), 'utf8').split('\n')[0]).not.toMatch(/zone|toy/);
    }
    const { of } = await tables(format);
    expect(of('v-child.csv').at(-1)).toContain('a');
    expect(of('v.csv').at(-1)).toContain('3');
  });
}

test('a column that no definition named keeps its name when one comes', async () => {
  const names = (): readonly string[] =>
    analysisTables(workspace.rows('aUID'), { folder: root }, OWN, TARGET).tables.flatMap(({ columns }) =>
      columns.flatMap(({ name, question }) => (question === null ? [] : [`${question.path}: ${name}`])),
    );
  const sent = { answers: '<farm><size>2</size></farm><house><size>3</size></house>', files: [] };
  await pull(serverOf([sent, { answers: child('Bo', '<size>1</size>') + child('Di'), files: [] }]));
  const before = names();
  expect(before).toEqual(expect.arrayContaining(['farm/size: size', 'house/size: house_size']));
  // It names the questions in another order, and one more.
  const groups = ['garden', 'house', 'farm'].map((one) => `<${one}><size/></${one}>`).join('');
  const xml = definition('v9', '<cname/><size/>', repeated).toString().replace('<age/>', groups);
  await addFormFile(workspace, Buffer.from(xml), 'Visit.xml', new Date());
  const after = names();
  expect(after).toEqual(expect.arrayContaining([...before, 'garden/size: garden_size']));
  // Nothing is left of what an answer seemed to be before its repeat was known.
  const arrived = workspace.rows('aUID').arrivedPaths();
  expect(arrived.filter(({ place, path }) => place === '' && path.startsWith('child/'))).toEqual([]);
  expect(new Set(arrived.map(({ after: last }) => last))).toEqual(new Set([0]));
});

test('a table without stored answers goes, and nothing is read again', async () => {
  await pull(serverOf(later));
  await addFormFile(workspace, definition('v8', '<cname/><toy/>', repeated), 'Visit.xml', new Date());
  const bytes = definition('v9', '<cname/><photo/><toy/>', repeated);
  expect(await addFormFile(workspace, bytes, 'Visit.xml', new Date())).toMatchObject({ read: 4 });
  expect([...workspace.rows('aUID').storedPaths().keys()].sort()).toEqual(['', 'child']);
  expect(await addFormFile(workspace, bytes, 'Visit.xml', new Date())).toMatchObject({ read: 0 });
});

test('an answer that its own definition does not name does not cause endless rereading', async () => {
  await addFormFile(workspace, definition('v8', '', ''), 'Visit.xml', new Date());
  await pull(serverOf([...later, { answers: child('Jo'), files: [], version: 'v8' }]));
  expect(workspace.rows('aUID').storedPaths().get('')).toContain('child/cname');
  expect(await rereadWithForms(workspace, readingOf(workspace))).toBe(0);
});

test('what a pull brought before it was stopped is read as what repeats has shown', async () => {
  const source = serverOf([...later, { answers: '', files: [] }]);
  const stopped: Source = {
    ...source,
    fetchSubmission: (ref, ...more) =>
      ref.locator === '4'
        ? Promise.reject(new Problem('net.login_refused', { host: 'kc.example.org' }))
        : source.fetchSubmission(ref, ...more),
  };
  await pull(serverOf(first));
  await expect(pull(stopped)).rejects.toMatchObject({ code: 'net.login_refused' });
  expect(workspace.rows('aUID').storedPaths().get('')).not.toContain('child/cname');
});
