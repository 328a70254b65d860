// Covers cli/commands/submission-xml.ts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { attache, attacheJson } from './testing/attache.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-same-id-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('submissions xml asks for the form when several forms have a submission with that ID', async () => {
  const workspace = join(root, 'workspace');
  const xml = (form: string) =>
    `<data id="${form}"><q>${form}</q><meta><instanceID>uuid:same</instanceID></meta></data>`;
  for (const form of ['births', 'deaths']) {
    mkdirSync(join(root, 'in', form), { recursive: true });
    writeFileSync(join(root, 'in', form, 'submission.xml'), xml(form));
  }
  await attache(['--workspace', workspace, 'import', join(root, 'in')]);
  const print = ['--workspace', workspace, 'submissions', 'xml', 'uuid:same'];
  const asked = await attacheJson(print);
  expect(asked).toMatchObject({ code: 2, json: { error: { code: 'usage.submission_in_forms' } } });
  expect(asked.err).toMatch(/births, deaths[\s\S]*--form/);
  for (const form of ['births', 'deaths']) {
    const { code, out } = await attache([...print, '--form', form]);
    expect([code, out.toString()]).toEqual([0, xml(form)]);
  }
});

test('loose submissions: a form that none of them belongs to is an error that names their forms', async () => {
  const workspace = join(root, 'other-workspace');
  const run = (form: string) =>
    attacheJson(['--workspace', workspace, 'import', join(root, 'in'), '--form', form]);
  expect(await run('nowhere')).toMatchObject({
    code: 2,
    json: { error: { code: 'usage.form_unknown' } },
    err: expect.stringContaining('births, deaths'),
  });
  expect((await run('births')).code).toBe(0);
});
