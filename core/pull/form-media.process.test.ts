// Covers core/pull/run.ts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folderAt } from '../../app/sources/folder-source.ts';
import { startSampleServer } from '../../fixtures/servers/kinds.ts';
import type { SampleData } from '../../fixtures/servers/sample-data.ts';
import { samplePull, withWorkspace } from '../../fixtures/servers/sample-pull.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { zip } from '../../fixtures/zip.ts';
import type { FormField } from '../model/form.ts';
import type { ServerKind } from '../model/server-kind.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/* Choices that stand in a file beside the form, from every kind of source. */
const definition = `<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Plain visit</h:title><model><instance><visit id="plain" version="1"><note/></visit></instance><instance id="towns" src="jr://file-csv/towns.csv"/><bind nodeset="/visit/note" type="select1"/></model></h:head><h:body><select1 ref="/visit/note"><itemset nodeset="instance('towns')/root/item"><value ref="name"/><label ref="label"/></itemset></select1></h:body></h:html>`;
const CSV = 'name,label\na,Addis Ababa\nd,Dire Dawa\n';

/** The plain form of the tiny sample with these files beside it. */
function dataWith(files: Readonly<Record<string, string>>): SampleData {
  const tiny = tinyData(1);
  const media = new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  return {
    ...tiny,
    forms: tiny.forms
      .filter(({ formId }) => formId === 'plain')
      .map((form) => ({ ...form, xml: definition, media })),
  };
}

function choicesIn(workspace: Workspace): readonly string[] | null {
  const [form] = workspace.forms.of('plain');
  const field = form?.model.children[0] as FormField | undefined;
  return field?.choices?.map(({ value, labels }) => `${value}=${labels['']}`) ?? null;
}

const problemsIn = (workspace: Workspace): unknown[] =>
  rowsIn(workspace, "SELECT code, file FROM problem WHERE code LIKE 'form.%' OR code LIKE 'source.%'");

const kinds: readonly ServerKind[] = ['openrosa', 'ona', 'kobo', 'central'];

describe.each(kinds)('from %s', (kind) => {
  test('a file is fetched once, again when it changes, and only when choices need it', async () => {
    await withWorkspace(async (workspace) => {
      const server = await startSampleServer(kind, dataWith({ 'towns.csv': CSV, 'logo.png': 'PNG' }));
      const filesAsked = (): number =>
        server.requests.filter(
          ({ path }) => /\.(csv|png)(\?|$)/.test(path) && !path.includes('/submissions/'),
        ).length;
      await samplePull({ workspace, kind, server });
      expect(choicesIn(workspace)).toEqual(['a=Addis Ababa', 'd=Dire Dawa']);
      expect(filesAsked()).toBe(1);
      await samplePull({ workspace, kind, server });
      expect(filesAsked()).toBe(1);
      server.serve(dataWith({ 'towns.csv': 'name,label\na,New name\n' }));
      await samplePull({ workspace, kind, server });
      expect(filesAsked()).toBe(2);
      // What is not among the choices any more keeps its label.
      expect(choicesIn(workspace)).toEqual(['a=New name', 'a=Addis Ababa', 'd=Dire Dawa']);
      expect(problemsIn(workspace)).toEqual([]);
      await server.close();
    });
  });

  test('a file that is missing or unreadable is a problem of the form, until it can be had', async () => {
    await withWorkspace(async (workspace) => {
      const server = await startSampleServer(kind, dataWith({}));
      expect(await samplePull({ workspace, kind, server })).toBe('form.media_missing');
      expect(problemsIn(workspace)).toEqual([{ code: 'form.media_missing', file: 'towns.csv' }]);
      expect(rowsIn(workspace, "SELECT 1 FROM submission WHERE form_id = 'plain'")).toHaveLength(1);
      server.serve(dataWith({ 'towns.csv': CSV }));
      expect(await samplePull({ workspace, kind, server })).toBe('ok');
      expect(problemsIn(workspace)).toEqual([]);
      expect(choicesIn(workspace)).toHaveLength(2);
      await server.close();
    });
  });
});

test('a file that comes damaged is fetched again', async () => {
  await withWorkspace(async (workspace) => {
    const server = await startSampleServer('openrosa', dataWith({ 'towns.csv': CSV }), {
      faults: [{ kind: 'truncated', at: /xformsMedia/, times: 1 }],
    });
    await samplePull({ workspace, kind: 'openrosa', server });
    expect(choicesIn(workspace)).toHaveLength(2);
    expect(problemsIn(workspace)).toEqual([]);
    await server.close();
  });
});

describe('from a folder', () => {
  const root = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'attache-media-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  };
  const submission =
    '<visit id="plain" version="1" xmlns:orx="http://openrosa.org/xforms"><note>a</note><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></visit>';
  /** Files by path, of a Briefcase storage and of a Collect. */
  const layouts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    Briefcase: {
      'ODK Briefcase Storage/forms/Plain visit/Plain visit.xml': definition,
      'ODK Briefcase Storage/forms/Plain visit/Plain visit-media/towns.csv': CSV,
      'ODK Briefcase Storage/forms/Plain visit/instances/uuid1/submission.xml': submission,
    },
    Collect: {
      'forms/plain.xml': definition,
      'forms/plain-media/towns.csv': CSV,
      'instances/plain_1/plain_1.xml': submission,
    },
  };

  async function take(
    workspace: Workspace,
    path: string,
    more: { excludeFormMedia?: boolean } = {},
  ): Promise<void> {
    const source = await folderAt(path, workspace);
    await runLine({
      ...plainRun(),
      ...more,
      workspace,
      source,
      sourceName: 'folder',
      kind: 'import',
      full: true,
    });
    await source.close();
  }

  test.each(Object.keys(layouts))('of %s, and from a zip of it', async (layout) => {
    const files = layouts[layout] ?? {};
    const folder = root();
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await withWorkspace(async (workspace) => {
      await take(workspace, folder, { excludeFormMedia: true });
      expect(choicesIn(workspace)).toBeNull();
      await take(workspace, folder);
      expect(choicesIn(workspace)).toEqual(['a=Addis Ababa', 'd=Dire Dawa']);
    });
    const packed = join(root(), 'all.zip');
    writeFileSync(
      packed,
      zip(Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) }))),
    );
    await withWorkspace(async (workspace) => {
      await take(workspace, packed);
      expect(choicesIn(workspace)).toEqual(['a=Addis Ababa', 'd=Dire Dawa']);
    });
  });
});
