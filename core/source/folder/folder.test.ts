// Covers core/source/folder/briefcase-metadata.ts, core/source/folder/drafts.ts,
// core/source/folder/files.ts, core/source/folder/layout.ts, core/source/folder/tree.ts,
// core/source/form-header.ts.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isHere, onlyWhere } from '../../../fixtures/only-where.ts';
import { tinyForm, tinyManifest } from '../../../fixtures/servers/tiny-data.ts';
import type { FetchedSubmission } from '../../model/fetched.ts';
import type { FormRef } from '../../model/form-ref.ts';
import type { SubmissionRef } from '../../model/submission-ref.ts';
import type { Staging } from '../source.ts';
import { folderSource } from './folder.ts';

const signal = new AbortController().signal;
const staging: Staging = {
  inlineLimit: 0,
  pathFor: () => {
    throw new Error('a folder source lands nothing');
  },
};
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'folder-source-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = 'x'): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

function manifest(id: string): string {
  return tinyManifest('household', id, ['p.jpg.enc']);
}

async function listOf(folder: string, form: FormRef): Promise<readonly SubmissionRef[]> {
  const refs: SubmissionRef[] = [];
  for await (const page of folderSource({ folder }).listSubmissions(form, null, signal)) {
    expect(page.cursor).toBeNull();
    refs.push(...page.refs);
  }
  return refs;
}

async function fetchOf(folder: string, ref: SubmissionRef, form: FormRef): Promise<FetchedSubmission> {
  return folderSource({ folder }).fetchSubmission(ref, form, staging, signal);
}

/** Every form of a folder with the locators of its submissions. */
async function overview(folder: string) {
  const forms = await folderSource({ folder }).listForms(signal);
  return Promise.all(
    forms.map(async (form) => [form.formId, (await listOf(folder, form)).map(({ locator }) => locator)]),
  );
}

function briefcase(): void {
  const forms = 'ODK Briefcase Storage/forms';
  put(`${forms}/House Hold/House Hold.xml`, tinyForm('household', 'survey', 'MIIB'));
  put(`${forms}/House Hold/metadata.json`, '{}');
  put(`${forms}/House Hold/House Hold-media/list.csv`);
  put(`${forms}/House Hold/instances/uuid2/submission.xml`, manifest('uuid:2'));
  put(`${forms}/House Hold/instances/uuid1/submission.xml`, manifest('uuid:1'));
  put(`${forms}/House Hold/instances/uuid1/submission.xml.enc`, 'sixteen bytes ..');
  put(`${forms}/House Hold/instances/uuid1/p.jpg.enc`, 'photo');
  put(`${forms}/Visit/Visit.xml`, '<broken');
  put(`${forms}/Visit/Visit.xml.revised`, tinyForm('visit', 'visit', null));
  put(`${forms}/.hidden/.hidden.xml`);
  put(`${forms}/Stray/instances/uuid9/submission.xml`, manifest('uuid:9'));
}

describe('a Briefcase storage', () => {
  test.each([
    ['', 'ODK Briefcase Storage/forms/'],
    ['ODK Briefcase Storage', 'forms/'],
    ['ODK Briefcase Storage/forms', ''],
  ])('is found from %j', async (chosen, prefix) => {
    briefcase();
    expect(await overview(join(root, chosen))).toEqual([
      ['household', [`${prefix}House Hold/instances/uuid1`, `${prefix}House Hold/instances/uuid2`]],
      ['', [`${prefix}Stray/instances/uuid9`]],
      ['visit', []],
    ]);
  });

  test('is found from one of its forms, and when it is empty', async () => {
    briefcase();
    expect(await overview(join(root, 'ODK Briefcase Storage/forms/House Hold'))).toEqual([
      ['household', ['instances/uuid1', 'instances/uuid2']],
    ]);
    mkdirSync(join(root, 'new/ODK Briefcase Storage/forms'), { recursive: true });
    expect(await overview(join(root, 'new'))).toEqual([]);
  });

  test('beside a project of Collect, one without its folder of forms is read too', async () => {
    put('projects/3f/forms/visit.xml', tinyForm('visit', 'visit', null));
    put('projects/3f/instances/A/submission.xml', manifest('uuid:1'));
    put('projects/9a/instances/B/submission.xml', manifest('uuid:2'));
    const listed = (await overview(root)).flatMap(([, locators]) => locators);
    expect(listed).toEqual(['projects/3f/instances/A', 'projects/9a/instances/B']);
  });

  test('of Collect without its folder of forms is found alone, wherever it lies', async () => {
    const project = 'copy/Android/data/org.odk.collect.android/files/projects/3f';
    put(`${project}/metadata/settings.json`);
    put(`${project}/instances/A/submission.xml`, manifest('uuid:1'));
    mkdirSync(join(root, 'other/instances'), { recursive: true });
    expect(await overview(root)).toEqual([['', [`${project}/instances/A`]]]);
  });

  test('envelopes that lie loose beside a project of Collect, or a Briefcase storage, are read with it', async () => {
    put('phone/odk/forms/visit.xml', tinyForm('visit', 'visit', null));
    put('phone/odk/instances/A/submission.xml', manifest('uuid:1'));
    put('mail/one/submission.xml', manifest('uuid:2'));
    put('two.xml', manifest('uuid:3'));
    put('form.xml', tinyForm('household', 'survey', 'MIIB'));
    expect(await overview(root)).toEqual([
      ['household', []],
      ['visit', []],
      ['', ['phone/odk/instances/A', 'two.xml', 'mail/one']],
    ]);
    rmSync(join(root, 'phone'), { recursive: true });
    put('backup/ODK Briefcase Storage/forms/Visit/Visit.xml', tinyForm('visit', 'visit', null));
    expect((await overview(root)).at(-1)).toEqual(['', ['two.xml', 'mail/one']]);
  });

  test('where there are thousands of folders, those that were not looked into are searched all the same', async () => {
    put('a/forms/visit.xml', tinyForm('visit', 'visit', null));
    put('a/instances/A/submission.xml', manifest('uuid:1'));
    for (let i = 0; i < 2100; i += 1) mkdirSync(join(root, `b${i}`));
    put('c/one/submission.xml', manifest('uuid:2'));
    expect((await overview(root)).at(-1)).toEqual(['', ['a/instances/A', 'c/one']]);
  });

  test('in a folder of Collect, both are read', async () => {
    briefcase();
    put('instances/x/x.xml', manifest('uuid:x'));
    put('forms/other.xml', tinyForm('other', 'survey', null));
    const found = await overview(root);
    const all = found.flatMap(([, locators]) => locators as readonly string[]);
    expect([...all].sort()).toEqual([
      'ODK Briefcase Storage/forms/House Hold/instances/uuid1',
      'ODK Briefcase Storage/forms/House Hold/instances/uuid2',
      'ODK Briefcase Storage/forms/Stray/instances/uuid9',
      'instances/x',
    ]);
    expect(found.map(([formId]) => formId)).toEqual(expect.arrayContaining(['household', 'other']));
  });

  test('is none where a plain submission of Collect stands as a form would', async () => {
    put('H_2026/submission.xml', manifest('uuid:1'));
    put('H_2026/submission.xml.enc', 'sixteen bytes ..');
    put('V_2026/V_2026.xml', '<data id="visit"><meta><instanceID>uuid:2</instanceID></meta></data>');
    expect(await overview(root)).toEqual([['', ['H_2026', 'V_2026']]]);
  });

  test('a form that has lost its definition goes by what Briefcase noted of it', async () => {
    const form = 'ODK Briefcase Storage/forms/Visit';
    put(`${form}/instances/uuid1/submission.xml`, manifest('uuid:1'));
    put('ODK Briefcase Storage/forms/Other/Other.xml', tinyForm('other', 'other', null));
    const named = async () =>
      (await folderSource({ folder: root }).listForms(signal))
        .map(({ formId, name }) => [formId, name])
        .sort();
    for (const damaged of ['', '{"key":', '{"key":{"id":""}}', '[]']) {
      put(`${form}/metadata.json`, damaged);
      expect(await named()).toEqual([
        ['', 'Visit'],
        ['other', 'Title of other'],
      ]);
    }
    put(`${form}/metadata.json`, '{"key":{"name":"Home visit","id":"household"},"cursor":{"type":"empty"}}');
    expect(await named()).toEqual([
      ['household', 'Home visit'],
      ['other', 'Title of other'],
    ]);
    expect(await overview(root)).toContainEqual(['household', [`${form}/instances/uuid1`]]);
  });

  test('a storage in which no form has its definition still has their submissions', async () => {
    const [visit, other] = ['Visit', 'Other'].map(
      (form) => `ODK Briefcase Storage/forms/${form}/instances/uuid1`,
    );
    put(`${visit}/submission.xml`, manifest('uuid:1'));
    put(`${other}/submission.xml`, manifest('uuid:2'));
    expect((await overview(root)).flatMap(([, locators]) => locators).sort()).toEqual([other, visit]);
    const storage = await overview(join(root, 'ODK Briefcase Storage'));
    expect(storage.flatMap(([, locators]) => locators)).toHaveLength(2);
  });

  test('forms carry version and title; the revised definition is used instead', async () => {
    briefcase();
    const source = folderSource({ folder: root });
    const forms = await source.listForms(signal);
    expect(forms[0]).toMatchObject({ formId: 'household', version: '7', name: 'Title of household' });
    const visit = forms[2];
    const [file] = visit === undefined ? [] : await source.fetchForm(visit, () => false, signal);
    expect(Buffer.from(file?.bytes ?? []).toString()).toContain('id="visit"');
    const stray = forms[1];
    expect(stray === undefined ? null : await source.fetchForm(stray, () => false, signal)).toEqual([]);
  });

  test('a submission gives paths of its XML and of every regular file beside it', async () => {
    briefcase();
    const instance = join(root, 'ODK Briefcase Storage/forms/House Hold/instances/uuid1');
    put('ODK Briefcase Storage/forms/House Hold/instances/uuid1/.DS_Store');
    mkdirSync(join(instance, 'sub'));
    writeFileSync(join(root, 'secret'), 'secret');
    if (isHere('links')) symlinkSync(join(root, 'secret'), join(instance, 'linked.enc'));
    const [form] = await folderSource({ folder: root }).listForms(signal);
    if (form === undefined) throw new Error('no form');
    const [ref] = await listOf(root, form);
    if (ref === undefined) throw new Error('no submission');
    const found = await fetchOf(root, ref, form);
    const xml = join(instance, 'submission.xml');
    expect(found.xml).toEqual({ kind: 'file', path: xml, size: Buffer.byteLength(manifest('uuid:1')) });
    expect([...found.parts].sort((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
      { name: 'p.jpg.enc', content: { kind: 'file', path: join(instance, 'p.jpg.enc'), size: 5 } },
      {
        name: 'submission.xml.enc',
        content: { kind: 'file', path: join(instance, 'submission.xml.enc'), size: 16 },
      },
    ]);
    expect(found.problems).toEqual([]);
  });

  test('a file whose name begins with a dot is a part where the submission names it', async () => {
    const names = ['.p.jpg.enc', '.a & b.jpg.enc', '.💡.jpg.enc', 'q.jpg.enc'];
    const manifest = tinyManifest('household', 'uuid:1', names).replace('💡', '&#55357;&#56481;');
    put('one/submission.xml', manifest);
    for (const name of [
      '.p.jpg.enc',
      '.a & b.jpg.enc',
      '.💡.jpg.enc',
      '._q.jpg.enc',
      'q.jpg.enc',
      '.nomedia',
    ])
      put(`one/${name}`);
    put('two/submission.xml', '<data id="household"><photo>\n  .p.jpg </photo></data>');
    for (const name of ['.p.jpg', '.q.jpg']) put(`two/${name}`);
    const [form] = await folderSource({ folder: root }).listForms(signal);
    if (form === undefined) throw new Error('no form');
    const parts = [];
    for (const ref of await listOf(root, form)) {
      parts.push((await fetchOf(root, ref, form)).parts.map(({ name }) => name).sort());
    }
    expect(parts).toEqual([['.a & b.jpg.enc', '.p.jpg.enc', '.💡.jpg.enc', 'q.jpg.enc'], ['.p.jpg']]);
  });

  test('the stamp changes with the XML and with the files beside it, and else stays', async () => {
    briefcase();
    const [form] = await folderSource({ folder: root }).listForms(signal);
    if (form === undefined) throw new Error('no form');
    const stamp = async () => (await listOf(root, form))[0]?.stamp;
    const first = await stamp();
    expect(await stamp()).toBe(first);
    const instance = 'ODK Briefcase Storage/forms/House Hold/instances/uuid1';
    put(`${instance}/late.jpg.enc`);
    const second = await stamp();
    expect(second).not.toBe(first);
    utimesSync(join(root, instance, 'submission.xml'), 1, 1);
    expect(await stamp()).not.toBe(second);
  });

  onlyWhere('links')('links among the instances are not followed, a linked manifest is told', async () => {
    briefcase();
    const instances = join(root, 'ODK Briefcase Storage/forms/House Hold/instances');
    symlinkSync(join(instances, 'uuid1'), join(instances, 'uuid3'));
    put('ODK Briefcase Storage/forms/House Hold/instances/uuid4/submission.xml.enc');
    put('elsewhere.xml', manifest('uuid:4'));
    symlinkSync(join(root, 'elsewhere.xml'), join(instances, 'uuid4/submission.xml'));
    const [form] = await folderSource({ folder: root }).listForms(signal);
    if (form === undefined) throw new Error('no form');
    const refs = await listOf(root, form);
    expect(refs.map(({ locator }) => locator.slice(-5))).toEqual(['uuid1', 'uuid2', 'uuid4']);
    const last = refs[2];
    if (last === undefined) throw new Error('no submission');
    await expect(fetchOf(root, last, form)).rejects.toMatchObject({ code: 'source.manifest_missing' });
  });

  test('encrypted files without a manifest are told and not skipped', async () => {
    briefcase();
    put('ODK Briefcase Storage/forms/House Hold/instances/uuid5/submission.xml.enc');
    const [form] = await folderSource({ folder: root }).listForms(signal);
    if (form === undefined) throw new Error('no form');
    const ref = (await listOf(root, form)).find(({ locator }) => locator.endsWith('uuid5'));
    if (ref === undefined) throw new Error('skipped');
    await expect(fetchOf(root, ref, form)).rejects.toMatchObject({ code: 'source.manifest_missing' });
  });
});

describe('a Collect folder', () => {
  test('several definitions, and one ref without an id for all submissions', async () => {
    put('forms/House Hold.xml', tinyForm('household', 'survey', 'MIIB'));
    put('forms/broken.xml', '<broken');
    put('forms/House Hold-media/a.png');
    put('instances/House Hold_2026-01-02_03-04-05/submission.xml', manifest('uuid:1'));
    put(
      'instances/House Hold_2026-01-02_03-04-05/House Hold_2026-01-02_03-04-05.xml',
      '<survey id="household"/>',
    );
    put('instances/Visit_2026-01-02_03-04-05/Visit_2026-01-02_03-04-05.xml', '<visit id="visit"/>');
    put('instances/Visit_2026-01-02_03-04-05/audit.csv');
    expect(await overview(root)).toEqual([
      ['household', []],
      ['broken', []],
      ['', ['instances/House Hold_2026-01-02_03-04-05', 'instances/Visit_2026-01-02_03-04-05']],
    ]);
    const all = (await folderSource({ folder: root }).listForms(signal))[2];
    if (all === undefined) throw new Error('no ref for all');
    const refs = await listOf(root, all);
    const found = await Promise.all(refs.map((ref) => fetchOf(root, ref, all)));
    expect(found.map(({ xml }) => xml.kind === 'file' && basename(xml.path))).toEqual([
      'submission.xml',
      'Visit_2026-01-02_03-04-05.xml',
    ]);
    expect(found[1]?.parts.map(({ name }) => name)).toEqual(['audit.csv']);
  });
});

describe('loose envelopes', () => {
  test('in folders up to four levels down, or several in one folder', async () => {
    put('a/submission.xml', manifest('uuid:1'));
    put('a/p.jpg.enc');
    put('b/c/d/submission.xml', manifest('uuid:2'));
    put('b/c/d/e/f/submission.xml', manifest('uuid:3'));
    put('many/one.xml', manifest('uuid:4'));
    put('many/two.xml', manifest('uuid:5'));
    put('many/form.xml', tinyForm('household', 'survey', 'MIIB'));
    put('many/one.jpg.enc');
    put('notes/readme.txt');
    put('form.xml', tinyForm('household', 'survey', 'MIIB'));
    expect(await overview(root)).toEqual([
      ['household', []],
      ['', ['a', 'b/c/d', 'many/one.xml', 'many/two.xml']],
    ]);
    const all = (await folderSource({ folder: root }).listForms(signal))[1];
    if (all === undefined) throw new Error('no ref for all');
    const found = await fetchOf(root, { formId: '', locator: 'many/two.xml', stamp: '' }, all);
    expect(found.parts.map(({ name }) => name)).toEqual(['one.jpg.enc']);
    expect(found.xml).toMatchObject({ path: join(root, 'many/two.xml') });
  });

  test('what was put into the folder of instances, or beside it, without a folder of its own', async () => {
    for (const project of ['collect/', 'phone/one/', 'ODK Briefcase Storage/forms/W/']) {
      put(`${project}instances/a/submission.xml`, manifest('uuid:1'));
      put(`${project}instances/loose.xml`, manifest('uuid:2'));
      if (project.startsWith('phone')) put(`${project}beside.xml`, manifest('uuid:3'));
      if (project.startsWith('phone')) mkdirSync(join(root, project, 'forms'));
      if (project.startsWith('ODK')) put(`${project}W.xml`, tinyForm('household', 'survey', 'MIIB'));
    }
    const locators = async (folder: string) =>
      (await overview(join(root, folder))).flatMap(([, found]) => found as readonly string[]).sort();
    expect(await locators('collect')).toEqual(['instances/a', 'instances/loose.xml']);
    expect(await locators('phone')).toEqual(['one/beside.xml', 'one/instances/a', 'one/instances/loose.xml']);
    expect(await locators('phone/one')).toEqual(['beside.xml', 'instances/a', 'instances/loose.xml']);
    expect(await locators('ODK Briefcase Storage')).toEqual([
      'forms/W/instances/a',
      'forms/W/instances/loose.xml',
    ]);
  });

  onlyWhere('posix-names')('a backslash in a name is a character like any other', async () => {
    put('instances\\a/submission.xml', manifest('uuid:1'));
    const [all] = await folderSource({ folder: root }).listForms(signal);
    if (all === undefined) throw new Error('no ref for all');
    const [ref] = await listOf(root, all);
    if (ref === undefined) throw new Error('no submission');
    expect((await fetchOf(root, ref, all)).xml).toMatchObject({
      path: join(root, ref.locator, 'submission.xml'),
    });
  });

  test('the chosen folder itself can be the submission', async () => {
    put('submission.xml', manifest('uuid:1'));
    put('submission.xml.enc');
    const [all] = await folderSource({ folder: root }).listForms(signal);
    if (all === undefined) throw new Error('no ref for all');
    const [ref] = await listOf(root, all);
    expect(ref?.locator).toBe('.');
    if (ref === undefined) throw new Error('no submission');
    expect((await fetchOf(root, ref, all)).parts.map(({ name }) => name)).toEqual(['submission.xml.enc']);
  });
});

describe('folders that are something else', () => {
  test('a file of comments alone is looked at in one go', async () => {
    put('comments.xml', `${'<!--a-->'.repeat(400)}<data/>`);
    await expect(folderSource({ folder: root }).listForms(signal)).rejects.toMatchObject({
      code: 'source.folder_unknown',
    });
  });

  test.each(['empty', 'photos'])('%s', async (kind) => {
    if (kind === 'photos') put('2026/photo.jpg');
    await expect(folderSource({ folder: root }).listForms(signal)).rejects.toMatchObject({
      code: 'source.folder_unknown',
    });
  });

  test('a folder that is not there, and a file', async () => {
    const at = (folder: string) => folderSource({ folder }).listForms(signal);
    await expect(at(join(root, 'no'))).rejects.toMatchObject({ code: 'source.folder_unreadable' });
    await expect(at(put('file.zip'))).rejects.toMatchObject({ code: 'source.folder_unknown' });
  });

  test('a locator never leaves the folder', async () => {
    put('a/submission.xml', manifest('uuid:1'));
    const [all] = await folderSource({ folder: root }).listForms(signal);
    if (all === undefined) throw new Error('no ref for all');
    for (const locator of ['../x', '/etc', 'a/../../x', '..']) {
      await expect(fetchOf(root, { formId: '', locator, stamp: '' }, all)).rejects.toThrow(/stays below/);
    }
  });
});

test('pages, and an abort between them', async () => {
  for (let index = 0; index < 1100; index += 1) put(`i/${index}/submission.xml`, 'x');
  const source = folderSource({ folder: root });
  const [all] = await source.listForms(signal);
  if (all === undefined) throw new Error('no ref for all');
  const sizes: number[] = [];
  for await (const { refs } of source.listSubmissions(all, null, signal)) sizes.push(refs.length);
  expect(sizes).toEqual([500, 500, 100]);
  const controller = new AbortController();
  const pages = source.listSubmissions(all, null, controller.signal)[Symbol.asyncIterator]();
  await pages.next();
  controller.abort(new Error('cancelled'));
  await expect(pages.next()).rejects.toThrow('cancelled');
});
