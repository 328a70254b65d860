// Covers cli/commands/verify.ts, core/decrypt/file-trouble.ts, core/decrypt/kept-unopened.ts,
// core/pull/workers/pool.ts.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encryptSubmission } from '../fixtures/encrypt/encrypt-submission.ts';
import { SampleRandom } from '../fixtures/sample-project/random.ts';
import { areEncrypted, testDatabase } from '../fixtures/switched-workspace.ts';
import { corpusKey } from '../fixtures/test-keys.ts';
import { attache, attacheJson } from './testing/attache.ts';

/*
 * When one submission or one file fails, it is named and set aside, and all others are stored. Runs the whole
 * program with its real threads.
 */
const root = mkdtempSync(join(tmpdir(), 'attache-aside-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const phone = join(root, 'phone');
const key = ['--key', fileURLToPath(new URL('../fixtures/corpora/dev/keys/A.pem', import.meta.url))];
const publicKey = corpusKey('A').publicKey;
const COUNT = 6;
/** Small ones are decrypted in memory, large ones from file to file. */
const sizes = [100, 70_000, 1_100_000];

beforeAll(() => {
  const form = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Visit</h:title><model><instance><data id="visit" version="1"><photo/></data></instance><submission base64RsaPublicKey="${publicKey}"/><bind nodeset="/data/photo" type="binary"/></model></h:head><h:body><upload ref="/data/photo" mediatype="image/*"/></h:body></h:html>`;
  mkdirSync(join(phone, 'forms'), { recursive: true });
  writeFileSync(join(phone, 'forms', 'Visit.xml'), form);
  const { bytes } = new SampleRandom(7);
  for (let i = 0; i < COUNT; i += 1) {
    const { manifest, files } = encryptSubmission(
      {
        formId: 'visit',
        version: '1',
        instanceId: `uuid:visit-${i}`,
        xml: `<data id="visit" version="1"><photo>photo${i}.jpg</photo><meta><instanceID>uuid:visit-${i}</instanceID></meta></data>`,
        media: [{ name: `photo${i}.jpg`, bytes: Buffer.alloc(sizes[i % 3] ?? 0, `photo ${i} `) }],
        publicKey,
        shape: 'collect',
      },
      bytes,
    );
    const folder = join(phone, 'instances', `Visit_${i}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `Visit_${i}.xml`), manifest);
    for (const [name, content] of files) writeFileSync(join(folder, name), content);
  }
});

const preload = (name: string): string => `--import=${new URL(`./testing/${name}.ts`, import.meta.url).href}`;
const fault = (kind: string, at = 'uuid:visit-3') => ({
  NODE_OPTIONS: `${preload('thread-faults')}${kind === 'out of memory' ? ' --max-old-space-size=100' : ''}`,
  FAULT: kind,
  FAULT_AT: at,
});
const failing = (files: string, code: string) => ({
  NODE_OPTIONS: preload('failing-files'),
  FAILING_FILES: files,
  FAILING_CODE: code,
});

let made = 0;
const newWorkspace = (): string[] => {
  made += 1;
  return ['--workspace', join(root, `workspace-${made}`)];
};

function standing([, folder = '']: readonly string[]): string[] {
  const db = testDatabase(folder, { readonly: true });
  try {
    return db
      .prepare<[], string>(
        `SELECT s.instance_id || ' ' || s.state || ifnull(' ' || group_concat(p.code, ' '), '')
         FROM submission s LEFT JOIN problem p ON p.submission_id = s.id GROUP BY s.id ORDER BY 1`,
      )
      .pluck()
      .all();
  } finally {
    db.close();
  }
}

const whole = Array.from({ length: COUNT }, (_, i) => `uuid:visit-${i} decrypted`);
const allBut = (i: number, line: string): string[] => whole.with(i, line);

describe('a bug in a thread on one submission', () => {
  test.each(['exception', 'ends the thread', 'later exception', 'cannot be posted', 'out of memory'])(
    '%s: all other submissions are stored, this one is named, and a retry stores it',
    async (kind) => {
      const workspace = newWorkspace();
      const first = await attache(['import', phone, ...key, ...workspace], fault(kind));
      expect(first.code).toBe(1);
      expect(first.out.toString()).toContain('visit uuid:visit-3  submission.unexpected');
      const aside = allBut(3, 'uuid:visit-3 failed submission.unexpected');
      expect(standing(workspace)).toEqual(aside);

      const retried = await attache(['retry', ...key, ...workspace]);
      expect(retried.code).toBe(0);
      expect(standing(workspace)).toEqual(whole);
    },
  );

  test('a later import leaves the submission set aside', async () => {
    const workspace = newWorkspace();
    const taking = ['import', phone, ...key, ...workspace];
    expect((await attache(taking, fault('exception'))).code).toBe(1);
    const second = await attacheJson(taking, fault('exception'));
    expect(second).toMatchObject({ code: 3, json: { counts: { toFetch: 0 }, left: { failed: 1 } } });
  });

  test('a new key decrypts all others, and the submission stays set aside', async () => {
    const workspace = newWorkspace();
    expect((await attache(['import', phone, ...workspace])).code).toBe(3);
    const opened = await attache(['open', ...key, ...workspace], fault('ends the thread'));
    expect(opened.code).toBe(1);
    expect(opened.out.toString()).toContain('visit uuid:visit-3  submission.unexpected');
    expect(standing(workspace)).toEqual(allBut(3, 'uuid:visit-3 failed submission.unexpected'));
    const again = await attacheJson(['open', ...key, ...workspace], fault('ends the thread'));
    expect(again).toMatchObject({ code: 3, json: { counts: { toFetch: 0 } } });
    expect((await attache(['retry', ...key, ...workspace])).code).toBe(0);
    expect(standing(workspace)).toEqual(whole);
  });
});

// The files are chosen by their names, which only a plain workspace has.
describe.skipIf(areEncrypted)('a file that fails', () => {
  test.each([
    ['cannot be read at its source', '^photo2\\.jpg\\.enc$', 'EIO', 2],
    ['cannot be read at its source, small', '^photo3\\.jpg\\.enc$', 'EACCES', 3],
    ['is removed by a scanner when it was written', '^[0-9a-f]{12}-photo4\\.jpg$', 'ENOENT', 4],
    ['stays held', '^[0-9a-f]{12}-photo5\\.jpg$', 'EBUSY', 5],
  ])('%s: the file is named, and everything else is stored', async (_, files, code, i) => {
    const workspace = newWorkspace();
    const run = await attache(['import', phone, ...key, ...workspace], failing(files, code));
    expect(run.code).toBe(3);
    expect(run.out.toString()).toMatch(
      new RegExp(`visit uuid:visit-${i}, photo${i}\\.jpg(\\.enc)?  submission\\.file_failed`),
    );
    expect(standing(workspace)).toEqual(allBut(i, `uuid:visit-${i} incomplete submission.file_failed`));
    expect((await attache(['retry', ...key, ...workspace])).code).toBe(0);
    expect(standing(workspace)).toEqual(whole);
  });

  test.each([
    ['the document of a submission', '^Visit_3\\.xml$', 'submission.file_failed'],
    ['a form definition', '^Visit\\.xml$', 'source.folder_unreadable'],
  ])('%s that cannot be read stops nothing else', async (_, files, code) => {
    const workspace = newWorkspace();
    const run = await attacheJson(['import', phone, ...key, ...workspace], failing(files, 'EACCES'));
    expect(run).toMatchObject({
      code: 3,
      json: { counts: { listed: COUNT, fetched: COUNT }, problems: { [code]: 1 } },
    });
    expect((await attache(['retry', ...key, ...workspace])).code).toBe(0);
    expect(standing(workspace)).toEqual(whole);
  });

  test('a full disk ends the run', async () => {
    const workspace = newWorkspace();
    const run = await attache(
      ['import', phone, ...key, ...workspace],
      failing('^[0-9a-f]{12}-photo4\\.jpg$', 'ENOSPC'),
    );
    expect(run.code).toBe(8);
    expect(run.err).toContain('is full');
  });

  test('a workspace that cannot be written to ends the run', async () => {
    const workspace = newWorkspace();
    const run = await attache(
      ['import', phone, ...key, ...workspace],
      failing('\\.part$|^[0-9a-f]{12}-photo', 'EACCES'),
    );
    expect(run.code).toBe(8);
  });

  test('verify names the file, and checks the others', async () => {
    const workspace = newWorkspace();
    expect((await attache(['import', phone, ...key, ...workspace])).code).toBe(0);
    const run = await attacheJson(['verify', ...workspace], failing('-photo1\\.jpg$', 'EIO'));
    expect(run).toMatchObject({
      code: 3,
      json: { submissions: COUNT, findings: [{ code: 'store.file_unreadable', instanceId: 'uuid:visit-1' }] },
    });
  });
});
