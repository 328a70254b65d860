import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRecordedOna } from '../../../fixtures/servers/ona-data.ts';
import { type OnaServer, startOnaServer } from '../../../fixtures/servers/ona-server.ts';
import { systemClock } from '../../ground/clock.ts';
import { isProblem, type ProblemData } from '../../ground/problem.ts';
import { Secret } from '../../ground/secret.ts';
import { formOf, listAll } from '../../testing/reading.ts';
import type { Source, Staging } from '../source.ts';
import { onaSource } from './ona.ts';

/* Two forms of one ID in two projects, as a real Ona has them: told with the ways out, which lead out. */
const folder = mkdtempSync(join(tmpdir(), 'attache-twins-'));
const data = readRecordedOna();
let server: OnaServer;
beforeAll(async () => {
  server = await startOnaServer({ data });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});
const { signal } = new AbortController();
const staging: Staging = { pathFor: (_, name) => join(folder, name), inlineLimit: 1_000_000 };

function connect(url: string): Source {
  const token = data.accounts.find(({ name }) => name === 'nadia')?.token ?? '';
  return onaSource({
    url,
    login: { kind: 'token', token: new Secret(token) },
    clock: systemClock,
    caFile: server.caFile,
    retry: { attempts: 1, firstDelay: 1 },
  });
}

async function told(source: Source): Promise<ProblemData> {
  const error = await listAll(source, await formOf(source, 'twin_id')).catch((thrown: unknown) => thrown);
  if (!isProblem(error)) throw error;
  return error.data;
}

test('one row stands for both, named after both, and says by which addresses each can be had', async () => {
  const source = connect(server.url);
  const twins = (await source.listForms(signal)).filter(({ formId }) => formId === 'twin_id');
  expect(twins.map(({ name }) => name)).toEqual([expect.stringContaining(' + ')]);
  const { origin } = new URL(server.url);
  expect(await told(source)).toEqual({
    code: 'source.form_id_twice',
    params: {
      host: new URL(server.url).host,
      form: 'twin_id',
      places: `${origin}/projects/6 Rec\n${origin}/projects/7 Rec2`,
    },
  });
  await source.close();
});

test('each of these addresses gives the submissions of its own form', async () => {
  const places = String((await told(connect(server.url))).params.places).split('\n');
  const given: string[][] = [];
  for (const place of places) {
    const source = connect(place.split(' ')[0] ?? '');
    const form = await formOf(source, 'twin_id');
    const refs = await listAll(source, form);
    for (const ref of refs) {
      const { problems } = await source.fetchSubmission(ref, form, staging, signal);
      expect(problems).toEqual([]);
    }
    given.push(refs.map(({ locator }) => locator));
    await source.close();
  }
  const numbers = data.forms
    .filter(({ form }) => form.id_string === 'twin_id')
    .map(({ form }) => form.formid);
  const wanted = numbers.map((number) =>
    data.submissions.filter((one) => one.form === number && one.isListed).map(({ uuid }) => `uuid:${uuid}`),
  );
  expect(given.map((all) => all.sort())).toEqual(wanted.map((all) => all.sort()));
});
