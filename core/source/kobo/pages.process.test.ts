// Covers core/export/csv/audit-log.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../fixtures/servers/faults.ts';
import { linesOf, readRecordedKobo } from '../../../fixtures/servers/kobo-recorded.ts';
import {
  type KoboServer,
  type KoboServerOptions,
  startKoboServer,
} from '../../../fixtures/servers/kobo-server.ts';
import { tinyData } from '../../../fixtures/servers/tiny-data.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import type { FormRef } from '../../model/form-ref.ts';
import type { SubmissionRef } from '../../model/submission-ref.ts';
import { bytesOf, formOf, listAll } from '../../testing/reading.ts';
import type { Source, Staging } from '../source.ts';
import { koboSource } from './kobo.ts';
import { readSubmissions } from './pages.ts';

const user = { name: 'rita', password: 'TEST-password', token: '0f3c00000000000000000000000000000000beef' };
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'attache-kobo-pages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});
// Its files are not asked for.
const staging: Staging = {
  inlineLimit: 1 << 20,
  pathFor: ({ locator }, name) => join(folder, locator, name),
  wanted: () => () => false,
};

async function begin(options: Partial<KoboServerOptions> = {}, uid?: string) {
  const server = await startKoboServer({ data: readRecordedKobo(), users: [user], ...options });
  const source = koboSource({
    url: server.url,
    login: { kind: 'token', token: new Secret(user.token) },
    clock: systemClock,
    caFile: server.caFile,
    retry: { attempts: 2, firstDelay: 1 },
  });
  closing.push(server, source);
  const form = await formOf(source, uid);
  return { server, source, form, refs: await listAll(source, form) };
}

/** Fetches them four at a time, as a pull does, and returns what came and what was asked for. */
async function fetchThese(
  { server, source, form }: { server: KoboServer; source: Source; form: FormRef },
  refs: readonly SubmissionRef[],
) {
  const before = server.requests.length;
  source.expect?.(form, refs);
  const queue = refs.values();
  const found = new Map<string, string | undefined>();
  const connection = async (): Promise<void> => {
    for (const ref of queue) {
      const { xml } = await source.fetchSubmission(ref, form, staging, signal);
      found.set(ref.locator, bytesOf(xml)?.toString());
    }
  };
  await Promise.all([1, 2, 3, 4].map(connection));
  const asked = server.requests.slice(before).map(({ path }) => path);
  return {
    found,
    pages: asked.filter((path) => /data\/\?format=xml/.test(path)),
    alone: asked.filter((path) => /data\/\d+\/\?format=xml/.test(path)),
  };
}

test.each(['visit-a', 'key-only', 'archived', 'plain-visit'])(
  'a page gives the submissions of %s byte for byte as each comes alone',
  async (name) => {
    const lines = linesOf(name);
    const uid = lines[0]?.json._xform_id_string as string;
    const begun = await begin({}, uid);
    const { found, pages, alone } = await fetchThese(begun, begun.refs);
    expect([pages.length, alone.length]).toEqual([1, 0]);
    // Of a plain one the device's own declaration does not come in a page.
    const declared = (xml: string) =>
      xml.replace(/^<\?xml version='1\.0' \?>/, '<?xml version="1.0" encoding="utf-8"?>');
    expect(found).toEqual(new Map(lines.map(({ _id, xmlKpi }) => [String(_id), declared(xmlKpi)])));
  },
);

const page = (inner: string): Buffer =>
  Buffer.from(
    `<?xml version="1.0" encoding="utf-8"?><root><count>1</count><next>None</next><previous>None</previous><results>${inner}</results></root>`,
  );
const meta = (id: string) =>
  `<orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>${id}</orx:instanceID></orx:meta>`;

describe('a page', () => {
  const declaration = '<?xml version="1.0" encoding="utf-8"?>';
  const read = (inner: string) =>
    new Map([...(readSubmissions(page(inner)) ?? [])].map(([id, xml]) => [id, Buffer.from(xml).toString()]));

  test.each([
    ['namespaces', `<data xmlns="urn:x" xmlns:a='urn:"a"' a:b="c">${meta('uuid:1')}<a:d/></data>`],
    ['CDATA', `<data><note><![CDATA[a & b </data><data> ]]></note>${meta('uuid:1')}</data>`],
    ['references', `<data><note>&lt;&#x1F600;&#10;&amp;amp;</note>${meta('uuid:1')}</data>`],
    ['white space', `<data>\r\n\t <note> a\r\n</note>${meta('\n uuid:1 ')}</data >\n   `],
    ['comments', `<data><!-- <data> --><?x y?>${meta('uuid:1')}</data>`],
    ['what XML forbids', `<data><note>\u0001&#55357;&#56832;</note>${meta('uuid:1')}</data>`],
    ['results inside', `<data><results><data/></results>${meta('uuid:1')}</data>`],
  ])('keeps %s', (_, xml) => {
    expect(read(xml)).toEqual(new Map([['1', declaration + xml]]));
  });

  test('gives none that has no uuid, two, or one that another has too', () => {
    const twice = `<data><meta><instanceID>a</instanceID><instanceID>b</instanceID></meta></data>`;
    const all = `<data/>${twice}<data n="1">${meta('uuid:2')}</data><data>${meta('uuid:2')}</data><data>${meta('uuid:3')}</data>`;
    expect([...read(all).keys()]).toEqual(['3']);
  });

  test.each(['<!-- of which? -->', '<?of which?>', 'of which?', '<![CDATA[of which?]]>'])(
    'gives neither of two between which %s stands',
    (between) => {
      const of = (id: string) => `<data>${meta(id)}</data>`;
      expect([...read(`${of('a')}${between}${of('b')} ${of('c')}`).keys()]).toEqual(['c']);
      expect([...read(`${between}${of('a')}${of('b')}${between}`).keys()]).toEqual([]);
    },
  );

  test.each([
    ['is nested deeper than any submission', page(`<data>${'<a>'.repeat(1e5)}${'</a>'.repeat(1e5)}</data>`)],
    ['was cut', page(`<data>${meta('uuid:1')}</data>`).subarray(0, 200)],
    ['is ill-formed', page(`<data>${meta('uuid:1')} & </data>`)],
    ['has a document type', Buffer.from('<!DOCTYPE root [<!ENTITY a "b">]><root><results/></root>')],
    ['is no text', Buffer.concat([page(''), Buffer.from([0xff])])],
    ['is something else', Buffer.from('{"count":1}')],
  ])('is not used when it %s', (_, bytes) => {
    expect(readSubmissions(bytes)).toBeNull();
  });
});

describe('what is asked for', () => {
  const many = (count: number, options: Partial<KoboServerOptions> = {}) =>
    begin({ data: tinyData(count), ...options });

  test('a thousand come in an answer, once it is known how large they are', async () => {
    const begun = await many(1200);
    const { pages, alone, found } = await fetchThese(begun, begun.refs);
    expect(found.size).toBe(1200);
    expect(pages.map((path) => new URL(path, 'https://x').search)).toEqual([
      '?format=xml&limit=100&start=0',
      '?format=xml&limit=1000&start=100',
      '?format=xml&limit=100&start=1100',
    ]);
    expect(alone).toEqual([]);
  });

  test('what is new alone', async () => {
    const begun = await many(50);
    const { pages, alone } = await fetchThese(begun, begun.refs.slice(-3));
    expect(pages).toEqual([expect.stringContaining('limit=3&start=47')]);
    expect(alone).toEqual([]);
    const one = await fetchThese(begun, begun.refs.slice(0, 1));
    expect([one.pages.length, one.alone.length]).toEqual([0, 1]);
  });

  test('single ones far from each other alone', async () => {
    const begun = await many(60);
    const { refs } = begun;
    const far = [0, 1, 3, 20, 40, 41].flatMap((i) => refs[i] ?? []);
    const { pages, alone, found } = await fetchThese(begun, far);
    expect(found.size).toBe(6);
    expect(pages.map((path) => /limit=(\d+)&start=(\d+)/.exec(path)?.slice(1))).toEqual([
      ['4', '0'],
      ['2', '40'],
    ]);
    expect(alone).toHaveLength(1);
  });

  test('what was deleted or edited meanwhile alone', async () => {
    const data = tinyData(10);
    const begun = await begin({ data });
    begun.server.serve({ ...data, submissions: (formId) => data.submissions(formId).slice(1) });
    const { source, form, refs } = begun;
    source.expect?.(form, refs);
    const [gone, second, , , , , , , , last] = refs;
    if (gone === undefined || second === undefined || last === undefined) throw new Error('nothing listed');
    await expect(source.fetchSubmission(gone, form, staging, signal)).rejects.toMatchObject({
      code: 'source.submission_gone',
    });
    for (const ref of [second, last]) {
      const { xml } = await source.fetchSubmission(ref, form, staging, signal);
      expect(bytesOf(xml)?.toString()).toContain(
        `uuid:00000000-0000-4000-8000-00000000000${refs.indexOf(ref)}`,
      );
    }
  });

  const at = /data\/\?format=xml/;
  test.each<[string, Fault]>([
    ['is cut', { at, kind: 'truncated' }],
    ['is a web page', { at, kind: 'web-page' }],
    ['fails', { at, kind: 'status', status: 500 }],
    ['is not offered', { at, kind: 'status', status: 404 }],
    ['is of something else', { at, kind: 'body', text: '<root><results><x/></results></root>' }],
  ])('all alone when a page %s, and no page for ever', async (_, fault) => {
    const begun = await many(250, { faults: [fault] });
    const { found, alone, pages } = await fetchThese(begun, begun.refs);
    expect([found.size, alone.length]).toEqual([250, 250]);
    expect(pages.length).toBeLessThan(5);
  });
});
