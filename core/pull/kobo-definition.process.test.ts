// Covers core/pull/run.ts.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KoboRight } from '../../fixtures/servers/kobo-accounts.ts';
import { readRecordedKobo, recordedKobo } from '../../fixtures/servers/kobo-recorded.ts';
import { startKoboServer } from '../../fixtures/servers/kobo-server.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { readPrivateKeys } from '../../keys/read-key.ts';
import { writeExport } from '../export/export.ts';
import { countMedia, type MediaCount } from '../export/media-count.ts';
import { systemClock } from '../ground/clock.ts';
import { Secret } from '../ground/secret.ts';
import type { UnlockedKey } from '../model/key.ts';
import { koboSource } from '../source/kobo/kobo.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/*
 * What an account that may only look at data makes of a recorded KoboToolbox: the very files that the owner makes, who
 * is given the definition by the OpenRosa host (`server-apis` §4.3, §4.4).
 */
const VISIT = 'a2Jwa9eDWvoWTt86QpkCJP';
const ARCHIVED = 'a65HZqdPCAMj2YAqHYfH8D';
const user = { name: 'viola', password: 'TEST-password', token: 'TEST-token' };
const root = mkdtempSync(join(tmpdir(), 'attache-kobo-definition-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let keys: readonly UnlockedKey[];
beforeAll(async () => {
  const file = 'A.private.TEST.pem';
  keys = await readPrivateKeys(readFileSync(join(recordedKobo, 'keys', file)), { file });
});

interface Made {
  readonly problems: Readonly<Record<string, number>>;
  /** What the exports wrote, by file. */
  readonly files: ReadonlyMap<string, string>;
  readonly media: readonly string[];
}

async function madeBy(name: string, rights: KoboRight, data = readRecordedKobo()): Promise<Made> {
  const server = await startKoboServer({ data, users: [user], rights: () => rights });
  const workspace = testWorkspace(join(root, name));
  try {
    const source = koboSource({
      url: server.url,
      login: { kind: 'token', token: new Secret(user.token) },
      clock: systemClock,
      caFile: server.caFile,
    });
    const report = await runLine({
      ...plainRun(),
      keys,
      formIds: [VISIT, ARCHIVED],
      workspace,
      source,
      sourceName: 'kobo',
    });
    await source.close();
    const files = new Map<string, string>();
    let media: string[] = [];
    for (const [formId, format] of [
      [VISIT, 'tidy'],
      [VISIT, 'briefcase'],
      [ARCHIVED, 'tidy'],
    ] as const) {
      const folder = join(root, `${name}-${formId}-${format}`);
      const announced = await announcedMedia(workspace, formId, format);
      await writeExport(workspace.rows(formId), { format, folder, fileName: 'f' });
      expect(announced).toEqual(mediaIn(folder));
      for (const file of readdirSync(folder)) {
        if (file === 'media') media = [...media, ...readdirSync(join(folder, 'media'))];
        else files.set(`${formId} ${format} ${file}`, readFileSync(join(folder, file), 'utf8'));
      }
    }
    return { problems: report.problems, files, media: media.sort() };
  } finally {
    workspace.close();
    await server.close();
  }
}

async function announcedMedia(workspace: Workspace, formId: string, format: 'tidy' | 'briefcase') {
  const { withFiles } = await workspace.exportCounting.count(formId, {}, async () => {});
  return countMedia(workspace.rows(formId), { format, folder: '' }, withFiles, async () => {});
}

function mediaIn(folder: string): MediaCount {
  const names = existsSync(join(folder, 'media')) ? readdirSync(join(folder, 'media')) : [];
  const sizes = names.map((name) => statSync(join(folder, 'media', name)).size);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

function rowsOf(text: string): unknown[] {
  return parse(text, { columns: true });
}

test('an account that may only look at data exports what the owner exports', {}, async () => {
  const owner = await madeBy('owner', 'owner');
  const viewer = await madeBy('viewer', 'view');
  expect(viewer.problems).toEqual(owner.problems);
  expect([...viewer.files.keys()]).toEqual([...owner.files.keys()]);
  // What the OpenRosa host adds to a definition, `formhub/uuid` and `__version__`, KPI's lacks: their columns are last.
  for (const [file, text] of owner.files)
    expect(rowsOf(viewer.files.get(file) ?? ''), file).toEqual(rowsOf(text));
  expect(viewer.media).toEqual(owner.media);
  expect(viewer.media.length).toBeGreaterThan(10);
  expect(viewer.files.get(`${VISIT} tidy f-child.csv`)?.split('\n').length).toBeGreaterThan(20);
});

test('without a definition all attachments are exported, as many as were announced', async () => {
  const recorded = readRecordedKobo();
  const forms = recorded.forms.map((form) => ({ ...form, xml: '', kpiXml: '' }));
  const { media } = await madeBy('undefined', 'view', { ...recorded, forms });
  expect(media.length).toBeGreaterThan(10);
});
