import { afterEach, describe, expect, test } from 'vitest';
import type { Compression, Fault, FaultKind } from '../../../fixtures/servers/faults.ts';
import {
  addressesOf,
  connectTo,
  type Given,
  IMPATIENT,
  sampleOf,
  startSampleServer,
  user,
} from '../../../fixtures/servers/kinds.ts';
import { tinyData } from '../../../fixtures/servers/tiny-data.ts';
import { Secret } from '../../ground/secret.ts';
import { type ServerKind, serverKinds } from '../../model/server-kind.ts';
import type { Login } from './login.ts';

/* How every kind of server proves a login, and what it makes of a refused one: see docs/adding-a-source.md. */

const { signal } = new AbortController();
const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
});

const password = (secret = user.password): Login => ({
  kind: 'password',
  user: user.name,
  password: new Secret(secret),
});
const token = (secret = user.token): Login => ({ kind: 'token', token: new Secret(secret) });
const bearer = (secret = user.oauth): Login => ({ kind: 'bearer', token: new Secret(secret) });

/** Each login as it is right, and as it is wrong. */
const right: Readonly<Record<Given, () => Login>> = {
  password: () => password(),
  token: () => token(),
  oauth: () => bearer(),
};
const wrong: Readonly<Record<Given, () => Login>> = {
  password: () => password('not it'),
  token: () => token('not-it'),
  oauth: () => bearer('not-it'),
};
async function begin(kind: ServerKind, login: Login, faults: readonly Fault[] = []) {
  const server = await startSampleServer(kind, data, { faults });
  const slept: number[] = [];
  const sleep = async (wait: number): Promise<void> => void slept.push(wait);
  const clock = { now: () => new Date(), sleep };
  const isSilent = faults.some((fault) => fault.kind === 'silence');
  // A response that is only late may be given up too, and is asked for again.
  const patience = isSilent ? { timeouts: IMPATIENT, retry: { attempts: 50 } } : {};
  const source = await connectTo(kind, server, { login, clock, ...patience });
  closing.push(server, source);
  return { server, source, slept };
}

const data = tinyData(7, 400);
const staging = { inlineLimit: 1_000_000, pathFor: (): string => '/nowhere' };
const cases = serverKinds.flatMap((kind) =>
  sampleOf(kind).signIn.takes.map((given) => [kind, given] as const),
);

describe.each(cases)('%s, %s', (kind, given) => {
  test('is accepted when it is right, and says whose it is where the server does', async () => {
    const { source } = await begin(kind, right[given]());
    const isNamed = given === 'password' || sampleOf(kind).signIn.namesTokens;
    expect(await source.signIn?.(signal)).toMatchObject({ name: isNamed ? user.name : null });
    expect(await source.listForms(signal)).toHaveLength(2);
  });

  test('that is wrong is refused, costs no try, and is not sent again', async () => {
    const { server, source } = await begin(kind, wrong[given]());
    const refused = { code: 'net.login_refused' };
    // Many at once, as the connections of a pull.
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => source.listForms(signal)));
    for (const one of all) expect(one).toMatchObject({ status: 'rejected', reason: refused });
    const { takesPasswordInBody, triesBothSchemes } = sampleOf(kind).signIn;
    const sent = () => server.requests.filter(({ scheme }) => scheme !== null || takesPasswordInBody);
    // A token of unknown kind is tried as both, where strangers are refused; else every login once.
    const isEither = given === 'token' && triesBothSchemes;
    const before = sent();
    expect(before.map(({ status }) => status)).toEqual(isEither ? [401, 401] : [401]);
    await expect(source.signIn?.(signal)).rejects.toMatchObject(refused);
    await expect(source.reach?.(signal)).rejects.toMatchObject(refused);
    expect(sent()).toHaveLength(before.length);
    expect(server.failures()).toBe(0);
  });

  test('that is taken back in the middle is refused, whatever is asked then', async () => {
    const { server, source } = await begin(kind, right[given]());
    const form = (await source.listForms(signal)).find(({ formId }) => formId === 'household');
    if (form === undefined) throw new Error('no such form');
    const refs = [];
    for await (const page of source.listSubmissions(form, null, signal)) refs.push(...page.refs);
    const [first, second] = refs;
    if (first === undefined || second === undefined) throw new Error('nothing listed');
    expect((await source.fetchSubmission(first, form, staging, signal)).problems).toEqual([]);
    server.revoke();
    await expect(source.fetchSubmission(second, form, staging, signal)).rejects.toMatchObject({
      code: 'net.login_refused',
    });
    expect(server.failures()).toBeLessThanOrEqual(1);
  });

  test('that is taken back while files are fetched is refused', async () => {
    let isRevoked = false;
    const at = addressesOf(kind).file;
    if (at === null) throw new Error('every kind has files');
    // At the first file; what is asked for next is refused by the server itself.
    const edit = (body: Buffer): Buffer => {
      if (!isRevoked) begun.server.revoke();
      isRevoked = true;
      return body.subarray(0, 10);
    };
    const begun = await begin(kind, right[given](), [{ at, kind: 'edit', edit, times: 1 }]);
    const { source } = begun;
    const [form] = (await source.listForms(signal)).filter(({ formId }) => formId === 'household');
    if (form === undefined) throw new Error('no such form');
    const fetching = async (): Promise<void> => {
      for await (const { refs } of source.listSubmissions(form, null, signal)) {
        for (const ref of refs) await source.fetchSubmission(ref, form, staging, signal);
      }
    };
    await expect(fetching()).rejects.toMatchObject({ code: 'net.login_refused' });
  });
});

/** What comes in the place of the answer at the login, once. */
const broken: readonly [string, FaultKind][] = [
  ['reset', { kind: 'reset' }],
  ['cut', { kind: 'cut', after: 5 }],
  ['cut, length unknown', { kind: 'cut', after: 5, isLengthTold: false }],
  ['empty', { kind: 'body', text: '' }],
  ['silence', { kind: 'silence' }],
  ['502', { kind: 'status', status: 502 }],
];

describe.each(serverKinds)('%s', (kind) => {
  const at = addressesOf(kind).login;
  if (at === null) throw new Error('every kind proves its login');
  const { login } = sampleOf(kind);

  test.each(broken)('an answer at the login that is broken is asked for again: %s', async (_what, fault) => {
    const { source, slept } = await begin(kind, login, [{ ...fault, at, times: 1 } as Fault]);
    expect(await source.listForms(signal)).toHaveLength(2);
    // Whoever is let in at a door is told nothing that could be empty or cut.
    const isNoMatter = sampleOf(kind).signIn.provesAtDoor && (fault.kind === 'body' || fault.kind === 'cut');
    if (fault.kind === 'silence') expect(slept).not.toEqual([]);
    else expect(slept).toHaveLength(isNoMatter ? 0 : 1);
  });

  test.each([null, 'br', 'deflate'])(
    'an answer at the login that is gzip and called %s is read',
    async (called) => {
      const { source } = await begin(kind, login, [{ kind: 'compressed', ways: ['gzip'], called, at }]);
      expect(await source.listForms(signal)).toHaveLength(2);
    },
  );

  const ways: readonly (readonly Compression[])[] = [['gzip'], ['deflate'], ['deflate-raw'], ['br']];
  test.each([
    ...ways.flatMap((way) => [
      { kind: 'compressed', ways: way } as const,
      { kind: 'compressed', ways: way, isChunked: true } as const,
    ]),
    { kind: 'compressed', ways: ['br', 'gzip'] } as const,
    { kind: 'compressed', ways: ['gzip'], called: 'x-gzip' } as const,
    { kind: 'compressed', ways: [], called: 'gzip' } as const,
  ])('everything is compressed, files too: %o', async (fault) => {
    const { source } = await begin(kind, login, [{ ...fault, at: /./ }]);
    const form = (await source.listForms(signal)).find(({ formId }) => formId === 'household');
    if (form === undefined) throw new Error('no such form');
    const [definition] = await source.fetchForm(form, () => false, signal);
    expect(Buffer.from(definition?.bytes ?? []).toString()).toBe(data.forms[0]?.xml);
    let fetched = 0;
    for await (const { refs } of source.listSubmissions(form, null, signal)) {
      for (const ref of refs) {
        const { parts, problems } = await source.fetchSubmission(ref, form, staging, signal);
        expect(problems).toEqual([]);
        const served = data.submissions('household');
        for (const { name, content } of parts) {
          const bytes = content?.kind === 'bytes' ? Buffer.from(content.bytes) : null;
          const isServed = served.some(({ files }) => bytes?.equals(Buffer.from(files.get(name) ?? '')));
          expect(isServed).toBe(true);
        }
        fetched += 1;
      }
    }
    expect(fetched).toBe(7);
  });
});
