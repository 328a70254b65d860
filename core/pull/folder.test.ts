// Covers core/source/folder/open-folder.ts.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { folderAt } from '../../app/sources/folder-source.ts';
import { writeBriefcaseStorage } from '../../fixtures/sample-project/briefcase-storage.ts';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import { withFacts } from '../../fixtures/servers/openrosa-documents.ts';
import type { SampleData } from '../../fixtures/servers/sample-data.ts';
import { storedIn, withWorkspace } from '../../fixtures/servers/sample-pull.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { zip } from '../../fixtures/zip.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/* The folders that users have, from the chosen path to what is stored; each taken again when there is more in it. */
const root = mkdtempSync(join(tmpdir(), 'attache-folders-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const data = sampleProject(9);
const keys = [testKey('sample-project/keys/TEST-key-2023.pem')];

/** The same without the last submission of each form. */
const fewer: SampleData = {
  ...data,
  submissions: (formId) => data.submissions(formId).slice(0, -1),
};

async function take(workspace: Workspace, path: string): Promise<RunReport> {
  const source = await folderAt(path, workspace);
  try {
    return await runLine({
      ...plainRun(),
      workspace,
      source,
      sourceName: `folder:${path}`,
      kind: 'import',
      keys,
      full: true,
      keepCiphertext: true,
    });
  } finally {
    await source.close();
  }
}

type Write = (data: SampleData, folder: string) => void;

function put(folder: string, path: string, content: string | Uint8Array): void {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, content);
}

/** What Collect keeps: definitions, and finalised submissions by form and time. */
function collect(of: SampleData, folder: string, formIds?: readonly string[]): void {
  for (const { formId, name, xml } of of.forms) {
    if (formIds?.includes(formId) === false) continue;
    put(folder, `forms/${name}.xml`, xml);
    for (const [i, { manifestXml, files }] of of.submissions(formId).entries()) {
      const place = `instances/${name}_2026-01-02_03-04-${10 + i}`;
      put(folder, `${place}/submission.xml`, manifestXml);
      for (const [file, bytes] of files) put(folder, `${place}/${file}`, bytes);
    }
  }
}

const scoped = 'Android/data/org.odk.collect.android/files/projects';
const layouts: Readonly<Record<string, Write>> = {
  'a Briefcase storage': (of, folder) => writeBriefcaseStorage(of, folder),
  'a Briefcase storage deeper down': (of, folder) => {
    mkdirSync(join(folder, 'backup/2026'), { recursive: true });
    writeBriefcaseStorage(of, join(folder, 'backup/2026'));
  },
  'a Briefcase storage with revised forms': (of, folder) => {
    const forms = join(writeBriefcaseStorage(of, folder), 'forms');
    for (const name of readdirSync(forms)) {
      const definition = join(forms, name, `${name}.xml`);
      renameSync(definition, `${definition}.revised`);
      writeFileSync(definition, '<broken');
    }
  },
  'Collect’s odk folder': (of, folder) => collect(of, join(folder, 'odk')),
  'one project of Collect': (of, folder) => collect(of, folder),
  'a phone with two projects': (of, folder) => {
    collect(of, join(folder, scoped, '3f6d'), ['household']);
    collect(of, join(folder, scoped, '9a01'), ['child_health', 'facility']);
    put(folder, 'DCIM/Camera/1.jpg', 'a photo');
  },
  'a disk with a phone’s project and a Briefcase storage': (of, folder) => {
    collect(of, join(folder, 'phone', scoped, '3f6d'), ['household']);
    mkdirSync(join(folder, 'office/2025'), { recursive: true });
    const others = of.forms.filter(({ formId }) => formId !== 'household');
    writeBriefcaseStorage({ ...of, forms: others }, join(folder, 'office/2025'));
  },
  'loose envelopes with the names of Ona': (of, folder) => {
    for (const { formId, xml } of of.forms) {
      put(folder, `${formId}.xml`, xml);
      for (const [i, submission] of of.submissions(formId).entries()) {
        put(folder, `${formId}/${i}/submission_Ab3dE6${i}.xml`, withFacts(submission, 'ona'));
        for (const [file, bytes] of submission.files) {
          put(folder, `${formId}/${i}/${file.replace(/(\.[^.]*)$/, `_ED6i4G${i}$1`)}`, bytes);
        }
      }
    }
  },
};

/** Packs a folder as a phone's file manager does. */
function pack(folder: string, target: string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const packed = files.map(({ parentPath, name }) => ({
    name: relative(folder, join(parentPath, name)).replaceAll('\\', '/'),
    bytes: readFileSync(join(parentPath, name)),
  }));
  writeFileSync(target, zip(packed));
}

const contents = (workspace: Workspace): readonly string[] =>
  storedIn(workspace)
    .map(({ content, state }) => `${content} ${state}`)
    .sort();

const cases = Object.keys(layouts).flatMap((name) => [[name, false] as const, [name, true] as const]);

test.each(cases)('%s, in a zip: %s: all of it, and then what is new', async (name, isZip) => {
  const write = layouts[name];
  if (write === undefined) throw new Error('no such layout');
  const base = mkdtempSync(join(root, 'case-'));
  const path = join(base, isZip ? 'phone.zip' : 'data');
  const lay = (of: SampleData): void => {
    const folder = join(base, 'data');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    write(of, folder);
    if (isZip) pack(folder, path);
  };
  await withWorkspace(async (workspace) => {
    lay(fewer);
    const first = await take(workspace, path);
    const count = data.forms.reduce((sum, { formId }) => sum + fewer.submissions(formId).length, 0);
    expect(first.counts).toMatchObject({ added: count, notFetched: 0 });
    expect(first.forms.length).toBe(data.forms.length);
    const unchanged = await take(workspace, path);
    expect(unchanged.counts).toMatchObject({ fetched: 0, alreadyHere: count });
    lay(data);
    const second = await take(workspace, path);
    expect(second.counts).toMatchObject({ added: data.forms.length, notFetched: 0 });
    await withWorkspace(async (other) => {
      const plain = mkdtempSync(join(root, 'plain-'));
      writeBriefcaseStorage(data, plain);
      await take(other, plain);
      expect(contents(workspace)).toEqual(contents(other));
    });
  });
});
