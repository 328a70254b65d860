// Covers core/decrypt/open-submission.ts.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { testKey } from '../../fixtures/test-keys.ts';
import { readWhole } from '../model/content.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import { folderSource } from '../source/folder/folder.ts';
import { openSubmission } from './open-submission.ts';

/** Submissions that the clients' own code has encrypted; see the README beside them. */
const root = fileURLToPath(new URL('../../fixtures/encrypters/', import.meta.url));
const filesFolder = mkdtempSync(join(tmpdir(), 'attache-encrypters-'));
afterAll(() => rmSync(filesFolder, { recursive: true, force: true }));

interface Fact {
  readonly size: number;
  readonly md5: string;
}

interface Expected {
  readonly folder: string;
  readonly why: string;
  readonly key: string;
  readonly formId: string;
  readonly version: string | null;
  readonly instanceId: string;
  readonly signature: string;
  readonly repaired: string | null;
  readonly xml: Fact;
  readonly files: readonly (Fact & { readonly name: string })[];
}

const never = new AbortController().signal;

/** A folder as the folder source gives it: the test uses the same path as every import. */
async function fetched(folder: string): Promise<FetchedSubmission> {
  const source = folderSource({ folder });
  const [form] = await source.listForms(never);
  if (form === undefined) throw new Error('no form');
  for await (const { refs } of source.listSubmissions(form, null, never)) {
    const [ref] = refs;
    const staging = { pathFor: () => join(filesFolder, 'unused'), inlineLimit: 1 << 20 };
    if (ref !== undefined) return source.fetchSubmission(ref, form, staging, never);
  }
  throw new Error('no submission');
}

const fact = (bytes: Uint8Array): Fact => ({
  size: bytes.length,
  md5: createHash('md5').update(bytes).digest('hex'),
});

describe.each(['collect', 'enketo', 'web-forms'])('%s', (client) => {
  const expected = JSON.parse(readFileSync(join(root, client, 'expected.json'), 'utf8')) as Expected[];
  const keys = readdirSync(join(root, client))
    .filter((name) => name.endsWith('.pem'))
    .map((name) => testKey(`encrypters/${client}/${name}`));

  test.each(expected)('$folder ($why) comes out byte for byte', async (wanted) => {
    const opened = openSubmission(await fetched(join(root, client, wanted.folder)), {
      keys,
      forms: [],
      filesFolder,
      // Some media are then decrypted in memory, and others from file to file.
      inlineLimit: 512,
      keepCiphertext: false,
    });
    expect(opened).toMatchObject({
      formId: wanted.formId,
      version: wanted.version,
      instanceId: wanted.instanceId,
      state: 'decrypted',
      signature: wanted.signature,
      repaired: wanted.repaired,
      problems: [],
      ciphertext: [],
    });
    const xml = opened.xml;
    expect(
      xml === null
        ? null
        : fact(xml.kind === 'bytes' ? readWhole(xml) : readFileSync(join(filesFolder, xml.path))),
    ).toEqual(wanted.xml);
    const files = opened.attachments.map(({ name, file }) => ({
      name,
      ...fact(readFileSync(join(filesFolder, file ?? ''))),
    }));
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    expect(files.toSorted(byName)).toEqual(wanted.files.toSorted(byName));
  });
});
