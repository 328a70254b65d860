// Covers core/source/first-that-answers.ts, core/source/http/session.ts, core/source/kobo/documents.ts,
// core/source/kobo/forms.ts, core/source/kobo/list.ts, core/source/kobo/site.ts,
// core/source/kobo/tokens.ts, core/source/only-form.ts.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import {
  type KoboServer,
  type KoboServerOptions,
  startKoboServer,
} from '../../../fixtures/servers/kobo-server.ts';
import { startProxy } from '../../../fixtures/servers/proxy.ts';
import type { SampleData, SampleSubmission } from '../../../fixtures/servers/sample-data.ts';
import { tinyData, tinyForm, tinyManifest } from '../../../fixtures/servers/tiny-data.ts';
import { findPart } from '../../envelope/part-names.ts';
import { systemClock } from '../../ground/clock.ts';
import { Secret } from '../../ground/secret.ts';
import { bytesOf, formOf, listAll } from '../../testing/reading.ts';
import type { Connection } from '../connection.ts';
import type { Source, Staging } from '../source.ts';
import { koboHosts } from './address.ts';
import { koboSource } from './kobo.ts';

const user = { name: 'amina', password: 'TEST-password', token: '0f3c00000000000000000000000000000000beef' };
const login = { kind: 'password', user: user.name, password: new Secret(user.password) } as const;
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'attache-kobo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

async function start(options: Partial<KoboServerOptions> = {}): Promise<KoboServer> {
  const server = await startKoboServer({ data: tinyData(5), users: [user], ...options });
  closing.push(server);
  return server;
}

function connect(server: KoboServer, options: Partial<Connection> = {}): Source {
  const source = koboSource({
    url: server.url,
    login,
    clock: systemClock,
    caFile: server.caFile,
    retry: { attempts: 2, firstDelay: 1 },
    ...options,
  });
  closing.push(source);
  return source;
}

const staging: Staging = {
  inlineLimit: 1 << 20,
  pathFor: (ref, name) => join(folder, createHash('md5').update(`${ref.locator} ${name}`).digest('hex')),
};

test.each([
  ['https://kf.kobotoolbox.org/#/forms/aAbCd/summary', 'kf.kobotoolbox.org', 'kc.kobotoolbox.org'],
  ['kc.kobotoolbox.org/amina/', 'kf.kobotoolbox.org', 'kc.kobotoolbox.org'],
  ['https://eu.kobotoolbox.org/', 'eu.kobotoolbox.org', 'kc-eu.kobotoolbox.org'],
  ['https://kc-eu.kobotoolbox.org', 'eu.kobotoolbox.org', 'kc-eu.kobotoolbox.org'],
  ['https://kf.survey.example.org', 'kf.survey.example.org', 'kc.survey.example.org'],
  ['https://kc.survey.example.org', 'kf.survey.example.org', 'kc.survey.example.org'],
  // Somebody else's, perhaps: no login goes there unasked.
  ['https://kf-survey.example.org', 'kf-survey.example.org', 'kf-survey.example.org'],
  ['https://survey.example.org/x', 'survey.example.org', 'survey.example.org'],
])('%s is of %s and %s', (entered, site, openRosa) => {
  const hosts = koboHosts(entered);
  expect([hosts.site.host, hosts.openRosa.host]).toEqual([site, openRosa]);
});

test('an archived form is listed as such', async () => {
  const source = connect(await start({ archived: ['household'] }));
  const states = (await source.listForms(signal)).map(({ formId, state }) => [formId, state]);
  expect(states).toEqual([
    ['household', 'archived'],
    ['plain', undefined],
  ]);
});

test('forms, definitions, submissions and files', async () => {
  const data = tinyData(5);
  const source = connect(await start({ data }), { pageSize: 2 });
  const forms = await source.listForms(signal);
  // The server says of the first that it is not encrypted, and is wrong: nothing is made of that.
  expect(forms).toMatchObject([
    { formId: 'household', counted: 5 },
    { formId: 'plain', counted: 1 },
  ]);
  expect(forms[0]).not.toHaveProperty('isEncrypted');
  const form = await formOf(source);
  const [definition] = await source.fetchForm(form, () => false, signal);
  expect(Buffer.from(definition?.bytes ?? []).toString()).toBe(data.forms[0]?.xml);
  const refs = await listAll(source, form);
  expect(refs).toHaveLength(5);
  for (const [i, ref] of refs.entries()) {
    const served = data.submissions('household')[i];
    const found = await source.fetchSubmission(ref, form, staging, signal);
    expect(bytesOf(found.xml)?.toString()).toBe(served?.manifestXml);
    expect(new Map(found.parts.map(({ name, content }) => [name, bytesOf(content)]))).toEqual(served?.files);
    expect(found.problems).toEqual([]);
    expect(found.facts).toEqual({
      submissionDate: '2026-01-02T03:04:05Z',
      submitter: 'amina',
      device: null,
      reviewState: null,
    });
  }
});

test('a stamp changes with an edit, a review and a file that is deleted', async () => {
  const data = tinyData(4);
  const server = await start({ data });
  const source = connect(server);
  const form = await formOf(source);
  const before = (await listAll(source, form)).map(({ stamp }) => stamp);
  const ids = data.submissions('household').map(({ instanceId }) => instanceId);
  server.serve(data, ({ instanceId }) => {
    if (instanceId === ids[0]) return { uuid: 'another' };
    if (instanceId === ids[1]) return { validation: 'approved' };
    return instanceId === ids[2] ? { deleted: ['photo.jpg.enc'] } : {};
  });
  const refs = await listAll(source, form);
  expect(refs.map(({ stamp }, i) => stamp === before[i])).toEqual([false, false, false, true]);
  const [, reviewed, without] = refs;
  if (reviewed === undefined || without === undefined) throw new Error('nothing listed');
  const approved = await source.fetchSubmission(reviewed, form, staging, signal);
  expect(approved.facts.reviewState).toBe('approved');
  const less = await source.fetchSubmission(without, form, staging, signal);
  expect(less.parts.map(({ name }) => name)).toEqual(['submission.xml.enc']);
});

test('a password is exchanged for the token, once for both hosts; a token is used as it is', async () => {
  const server = await start();
  const source = connect(server);
  const form = await formOf(source);
  await source.fetchForm(form, () => false, signal);
  await listAll(source, form);
  expect(server.requests.filter(({ scheme }) => scheme === 'basic')).toHaveLength(1);
  const own = connect(server, { login: { kind: 'token', token: new Secret(user.token) } });
  const before = server.requests.length;
  expect(await own.listForms(signal)).toHaveLength(2);
  expect(server.requests.slice(before).map(({ path, scheme }) => [path.split('?')[0], scheme])).toEqual([
    ['/me/', 'token'],
    ['/api/v2/assets/', 'token'],
  ]);
});

test('an account with two-factor login is refused, and its token taken', async () => {
  const server = await start({ twoFactor: [user.name] });
  await expect(connect(server).listForms(signal)).rejects.toMatchObject({ code: 'net.login_refused' });
  const own = connect(server, { login: { kind: 'token', token: new Secret(user.token) } });
  expect(await own.listForms(signal)).toHaveLength(2);
});

test('a form that may only be looked at has its submissions, and its definition from the other interface', async () => {
  const source = connect(await start({ viewOnly: ['household'] }));
  const form = await formOf(source);
  const [file] = await source.fetchForm(form, () => false, signal);
  expect(file).toMatchObject({ ref: form, hasOtherId: true });
  expect(await listAll(source, form)).toHaveLength(5);
});

test('a list that stays shorter than the count is told', async () => {
  const text = '{"count":7,"next":null,"results":[]}';
  const source = connect(await start({ faults: [{ at: /household\/data\//, kind: 'body', text }] }));
  const form = await formOf(source);
  await expect(listAll(source, form)).rejects.toMatchObject({
    code: 'source.list_short',
    params: { listed: 0, counted: 7 },
  });
});

test.each([0, 4, 7])('a submission that is deleted while a list is read hides no other: %i', async (at) => {
  const data = tinyData(9);
  const server = await start({ data });
  const source = connect(server, { pageSize: 3 });
  const form = await formOf(source);
  const found: string[] = [];
  for await (const { refs } of source.listSubmissions(form, null, signal)) {
    if (found.length === 0) {
      const kept = data.submissions('household').filter((_, i) => i !== at);
      server.serve({ ...data, submissions: () => kept });
    }
    found.push(...refs.map(({ locator }) => locator));
  }
  // What was gone before its page came is not listed.
  expect(found).toHaveLength(at === 0 ? 9 : 8);
  expect(new Set(found).size).toBe(found.length);
});

test('a server that gives the same page whatever is asked for is told', async () => {
  let first: Buffer | null = null;
  const again = (body: Buffer) => {
    const page = JSON.parse(body.toString()) as { results: { _id: number }[] };
    first ??= Buffer.from(JSON.stringify({ ...page, count: 9, results: page.results.slice(0, 2) }));
    return first;
  };
  const fault = { at: /household\/data\//, kind: 'edit', edit: again } as const;
  const server = await start({ faults: [fault] });
  const source = connect(server);
  const form = await formOf(source);
  await expect(listAll(source, form)).rejects.toMatchObject({ code: 'source.list_short' });
  expect(server.requests.length).toBeLessThan(20);
});

test('a list that is shorter than the server counts is told, after all of it', async () => {
  let counted = 7;
  const server = await start({ counted: (uid) => (uid === 'household' ? counted : 1) });
  const source = connect(server);
  const form = await formOf(source);
  const given: string[] = [];
  const read = async (): Promise<void> => {
    for await (const { refs } of source.listSubmissions(form, null, signal)) {
      given.push(...refs.map(({ locator }) => locator));
    }
  };
  await expect(read()).rejects.toMatchObject({
    code: 'source.list_short',
    data: { params: { listed: 5, counted: 7 } },
  });
  expect(given).toHaveLength(5);
  // Two may have been deleted since the forms were listed; and a server may count late.
  for (counted of [5, 3]) expect(await listAll(source, form)).toHaveLength(5);
});

test('who may see single rows only is told no count, and nothing is missed', async () => {
  const server = await start({ rights: () => ({ by: 'nobody' }), counted: () => 7 });
  const source = connect(server);
  const form = await formOf(source);
  expect(form).not.toHaveProperty('counted');
  expect(await listAll(source, form)).toEqual([]);
});

test('a submission that was deleted meanwhile is told as gone', async () => {
  const server = await start();
  const source = connect(server);
  const form = await formOf(source);
  const ref = (await listAll(source, form)).at(-1);
  server.serve(tinyData(2));
  if (ref === undefined) throw new Error('nothing listed');
  await expect(source.fetchSubmission(ref, form, staging, signal)).rejects.toMatchObject({
    code: 'source.submission_gone',
  });
});

/** One submission whose file has a name that Django's storage does not take as it is. */
const oddName = 'my photo (1).jpg.enc';
function oddData(): SampleData {
  const tiny = tinyData(1);
  const [one] = tiny.submissions('household');
  if (one === undefined) throw new Error('no submission');
  const photo = one.files.get('photo.jpg.enc') ?? '';
  const odd: SampleSubmission = {
    ...one,
    manifestXml: tinyManifest('household', one.instanceId, [oddName]),
    files: new Map(
      [...one.files].map(([name, bytes]) => (name === 'photo.jpg.enc' ? [oddName, photo] : [name, bytes])),
    ),
  };
  return { ...tiny, submissions: (formId) => (formId === 'household' ? [odd] : []) };
}

test.each([
  ['current', undefined, oddName],
  ['older', 'stored-names', 'my_photo_1.jpg.enc'],
  ['without KPI', 'briefcase', 'my_photo_1.jpg.enc'],
] as const)('file names of a server that is %s lead to what the manifest means', async (_, age, name) => {
  const data = oddData();
  const source = connect(await start({ data, ...(age === undefined ? {} : { age }) }));
  const form = await formOf(source);
  const [ref] = await listAll(source, form);
  if (ref === undefined) throw new Error('nothing listed');
  const { parts, problems } = await source.fetchSubmission(ref, form, staging, signal);
  expect(problems).toEqual([]);
  expect(parts.map((part) => part.name).sort()).toEqual([name, 'submission.xml.enc']);
  const [photo] = data.submissions('household').flatMap(({ files }) => files.get(oddName) ?? []);
  expect(bytesOf(findPart(parts, oddName)?.content ?? null)).toEqual(photo);
});

test('a server of one’s own without KPI is asked by the Briefcase endpoints, with Digest', async () => {
  const server = await start({ age: 'briefcase' });
  const source = connect(server);
  const form = await formOf(source);
  const [definition] = await source.fetchForm(form, () => false, signal);
  expect(Buffer.from(definition?.bytes ?? []).toString()).toBe(tinyData(1).forms[0]?.xml);
  expect(await listAll(source, form)).toHaveLength(5);
  expect(new Set(server.requests.map(({ scheme }) => scheme))).toEqual(new Set(['basic', 'digest', null]));
  const wrong = connect(server, { login: { ...login, password: new Secret('not it') } });
  await expect(wrong.listForms(signal)).rejects.toMatchObject({ code: 'net.login_refused' });
});

test('a form whose ID another has too is told, and the others are listed', async () => {
  const source = connect(await start({ age: 'briefcase', doubled: ['household'] }));
  await expect(listAll(source, await formOf(source))).rejects.toMatchObject({ code: 'net.server_error' });
  expect(await listAll(source, await formOf(source, 'plain'))).toHaveLength(1);
});

test('the public servers have their JSON interface, and are never asked otherwise', async () => {
  const server = await start({ age: 'briefcase' });
  const proxy = await startProxy(Number(new URL(server.url).port));
  closing.push(proxy);
  const source = connect(server, { url: 'https://kf.kobotoolbox.org', proxy: proxy.url });
  await expect(source.listForms(signal)).rejects.toMatchObject({ code: 'net.login_by_service' });
  expect(proxy.asked.every((host) => host.startsWith('kf.kobotoolbox.org'))).toBe(true);
});

test('a web site that has another name than its OpenRosa host lets guess is named', async () => {
  const hosts = { site: 'forms.survey.test', openRosa: 'kc.survey.test' };
  const server = await start({ hasTwoHosts: hosts });
  const proxy = await startProxy(Number(new URL(server.url).port));
  closing.push(proxy);
  const source = connect(server, { url: 'https://kc.survey.test/amina', proxy: proxy.url });
  await expect(source.listForms(signal)).rejects.toMatchObject({
    code: 'source.site_elsewhere',
    data: { params: { host: 'kc.survey.test', other: 'forms.survey.test' } },
  });
  // The login went nowhere but to what was entered, and to the name that belongs to it.
  expect(proxy.asked.filter((host) => !/^(kf|kc|forms)\.survey\.test/.test(host))).toEqual([]);
  const right = connect(server, { url: 'https://forms.survey.test/#/', proxy: proxy.url });
  expect(await listAll(right, await formOf(right))).toHaveLength(5);
});

test('a file that was deleted is told, unless it was replaced', async () => {
  const server = await start({ facts: () => ({ deleted: ['photo.jpg.enc'] }) });
  const source = connect(server);
  const form = await formOf(source);
  const [ref] = await listAll(source, form);
  if (ref === undefined) throw new Error('nothing listed');
  const { problems } = await source.fetchSubmission(ref, form, staging, signal);
  expect(problems).toEqual([expect.objectContaining({ code: 'source.part_deleted' })]);
});

test('the two hosts of one server, from the address of either', async () => {
  const server = await start({ hasTwoHosts: true });
  const proxy = await startProxy(Number(new URL(server.url).port));
  closing.push(proxy);
  for (const url of ['https://kf.survey.test/#/forms/household/summary', 'kc.survey.test/amina/']) {
    const source = connect(server, { url, proxy: proxy.url });
    const form = await formOf(source);
    const [definition] = await source.fetchForm(form, () => false, signal);
    expect(Buffer.from(definition?.bytes ?? []).toString()).toBe(tinyData(1).forms[0]?.xml);
    const [ref] = await listAll(source, form);
    if (ref === undefined) throw new Error('nothing listed');
    expect((await source.fetchSubmission(ref, form, staging, signal)).problems).toEqual([]);
  }
  expect(new Set(proxy.asked)).toEqual(new Set(['kf.survey.test:443', 'kc.survey.test:443']));
});

test('what a host that was guessed says of the login stops nothing, and is asked once', async () => {
  const faults = [{ kind: 'status', status: 401, at: /^\/formList/ }] as const;
  const server = await start({ hasTwoHosts: true, faults });
  const proxy = await startProxy(Number(new URL(server.url).port));
  closing.push(proxy);
  const source = connect(server, { url: 'https://kf.survey.test', proxy: proxy.url });
  for (const form of await source.listForms(signal)) {
    expect(await source.fetchForm(form, () => false, signal)).toMatchObject([{ hasOtherId: true }]);
  }
  const asked = server.requests.filter(({ path, scheme }) => path === '/formList' && scheme !== null);
  expect(asked.length).toBeLessThanOrEqual(2);
  expect(await listAll(source, await formOf(source))).toHaveLength(5);
});

test('a list of forms that ends before its count is not taken for all of them; a bare address is gone on at', async () => {
  const turned = (next: string | null) => (body: Buffer) => {
    const page = JSON.parse(body.toString()) as { count: number };
    return Buffer.from(JSON.stringify({ ...page, count: page.count + 1, next }));
  };
  const faulty = (next: string | null) =>
    start({ faults: [{ kind: 'edit', edit: turned(next), at: /assets\/\?/, times: 1 }] });
  await expect(connect(await faulty(null)).listForms(signal)).rejects.toMatchObject({
    code: 'source.list_short',
  });
  const server = await faulty('/api/v2/assets/?offset=2&limit=100&format=json');
  await connect(server).listForms(signal);
  expect(server.requests.filter(({ path }) => path.includes('offset=2'))).toHaveLength(1);
});

test('a form that is deleted while the forms are listed hides no other', async () => {
  const { submissions } = tinyData(0);
  const forms = Array.from({ length: 150 }, (_, i) => {
    const formId = `form${i}`;
    return { formId, version: '1', name: formId, xml: tinyForm(formId, 'data', null) };
  });
  let isFirst = true;
  const edit = (body: Buffer): Buffer => {
    if (isFirst) server.serve({ forms: forms.toSpliced(3, 1), submissions });
    isFirst = false;
    return body;
  };
  const server: KoboServer = await start({
    data: { forms, submissions },
    faults: [{ kind: 'edit', edit, at: /assets\/\?/ }],
  });
  const listed = await connect(server).listForms(signal);
  expect(listed.map(({ formId }) => formId)).toEqual(forms.toSpliced(3, 1).map(({ formId }) => formId));
});
