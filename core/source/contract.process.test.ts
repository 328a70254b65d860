// Covers core/source/central/, core/source/kobo/, core/source/ona/, core/source/openrosa/.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { addressesOf, connectTo, sampleOf, startSampleServer } from '../../fixtures/servers/kinds.ts';
import { tinyData } from '../../fixtures/servers/tiny-data.ts';
import { manifestContentId, plainIdentity } from '../decrypt/content-id.ts';
import { isManifest, readManifest } from '../envelope/manifest.ts';
import { parseXml } from '../ground/xml/xml.ts';
import type { FormRef } from '../model/form-ref.ts';
import { serverKinds } from '../model/server-kind.ts';
import { bytesOf, listAll } from '../testing/reading.ts';
import type { Source, Staging } from './source.ts';

/* What every kind of server must do, whatever its interface: see docs/adding-a-source.md. */

const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'attache-contract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

let lands = 0;
afterEach(() => {
  lands += 1;
});
const staging: Staging = {
  inlineLimit: 100,
  pathFor: (ref, name) =>
    join(folder, createHash('md5').update(`${lands} ${ref.locator} ${name}`).digest('hex')),
};

/** What a submission is, whatever a server did to the document around it. */
function identity(xml: Uint8Array | string): string {
  const root = parseXml(typeof xml === 'string' ? Buffer.from(xml) : xml);
  const manifest = isManifest(root) ? readManifest(root) : null;
  if (manifest !== null) return manifestContentId(manifest);
  const { contentId, formerId = contentId } = plainIdentity(root, '', '');
  return formerId;
}

describe.each([...serverKinds])('%s', (kind) => {
  const data = tinyData(7, 400);
  const begin = async (options: Parameters<typeof startSampleServer>[2] = {}) => {
    const server = await startSampleServer(kind, data, options);
    const source = await connectTo(kind, server, { pageSize: 3 });
    closing.push(server, source);
    return { server, source };
  };
  const formOf = async (source: Source): Promise<FormRef> => {
    const form = (await source.listForms(signal)).find(({ formId }) => formId === 'household');
    if (form === undefined) throw new Error('no such form');
    return form;
  };

  test('lists each form once, gives its definition, and does not fetch a known one', async () => {
    const { source } = await begin();
    const forms = await source.listForms(signal);
    expect(forms.map(({ formId }) => formId).sort()).toEqual(['household', 'plain']);
    for (const form of forms) {
      const [definition] = await source.fetchForm(form, () => false, signal);
      const served = data.forms.find(({ formId }) => formId === form.formId)?.xml;
      expect(Buffer.from(definition?.bytes ?? []).toString()).toBe(served);
      expect(await source.fetchForm(form, () => true, signal)).toEqual(
        form.hash === undefined && !sampleOf(kind).knowsDefinitions ? [definition] : [],
      );
    }
  });

  test('lists each submission once, and the same the next time', async () => {
    const { source } = await begin();
    const form = await formOf(source);
    const refs = await listAll(source, form);
    expect(new Set(refs.map(({ locator }) => locator)).size).toBe(7);
    expect(refs).toHaveLength(7);
    const again = await listAll(source, form);
    expect(again).toEqual(refs);
  });

  test('gives each submission whole, in memory or as a file', async () => {
    const { source } = await begin();
    const form = await formOf(source);
    const served = new Map(
      data.submissions('household').map(({ manifestXml, files }) => [identity(manifestXml), files]),
    );
    const found = new Set<string>();
    for (const ref of await listAll(source, form)) {
      const { xml, parts, problems } = await source.fetchSubmission(ref, form, staging, signal);
      const id = identity(bytesOf(xml) ?? '');
      found.add(id);
      expect(problems).toEqual([]);
      expect(new Map(parts.map(({ name, content }) => [name, bytesOf(content)]))).toEqual(served.get(id));
      expect(parts.map(({ content }) => content?.kind).sort()).toEqual(['bytes', 'file']);
    }
    expect(found.size).toBe(7);
  });

  test('fetches only the files that are wanted', async () => {
    const { source } = await begin();
    const form = await formOf(source);
    const [ref] = await listAll(source, form);
    if (ref === undefined) throw new Error('nothing listed');
    const choosy = { ...staging, wanted: () => (name: string) => name === 'submission.xml.enc' };
    const { parts, problems } = await source.fetchSubmission(ref, form, choosy, signal);
    expect(problems).toEqual([]);
    expect(parts.find(({ name }) => name === 'photo.jpg.enc')).toMatchObject({
      content: null,
      notAsked: true,
    });
  });

  test('a file that is not there leaves the submission as it is', async () => {
    const at = addressesOf(kind).file;
    const { source } = await begin({ faults: at === null ? [] : [{ at, kind: 'status', status: 404 }] });
    const form = await formOf(source);
    const [ref] = await listAll(source, form);
    if (ref === undefined) throw new Error('nothing listed');
    const { xml, parts, problems } = await source.fetchSubmission(ref, form, staging, signal);
    expect(bytesOf(xml)?.length).toBeGreaterThan(100);
    expect(parts.map(({ content }) => content)).toEqual([null, null]);
    // Where the server has just said that it has the file, another pull may find it there.
    const told = sampleOf(kind).promisesFiles ? 'net.file_not_found' : 'source.part_missing';
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set([told]));
  });

  test('a refused login, a server that is gone, and being told to stop', async () => {
    const { server, source } = await begin();
    const form = await formOf(source);
    const stopped = new AbortController();
    stopped.abort(new Error('enough'));
    await expect(source.listForms(stopped.signal)).rejects.toThrow('enough');
    await server.close();
    await expect(source.listForms(signal)).rejects.toMatchObject({ code: expect.stringMatching(/^net\./) });
    await expect(listAll(source, form)).rejects.toMatchObject({ code: expect.stringMatching(/^net\./) });
    await source.close();
    await source.close();
  });
});
