// Covers core/store/taking.ts.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { caseFolder } from '../fixtures/corpora/corpora.ts';
import { attache, attacheJson } from './testing/attache.ts';

/* A home folder in which Dropbox copies one folder. */
const home = mkdtempSync(join(tmpdir(), 'attache-copied-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const cloud = join(home, 'Team');
const env = { HOME: home, USERPROFILE: home, KEY_PASSPHRASE: 'long enough' };
const key = ['--key', fileURLToPath(new URL('../fixtures/corpora/dev/keys/A.pem', import.meta.url))];
const here = ['--workspace', join(home, 'here')];
const taking = ['import', join(caseFolder('g08-media'), 'flat'), ...key];

beforeAll(() => {
  mkdirSync(join(home, '.dropbox'));
  mkdirSync(cloud);
  writeFileSync(join(home, '.dropbox', 'info.json'), JSON.stringify({ personal: { path: cloud } }));
});

test('an export into a copied folder warns on standard error, and is written', async () => {
  const imported = await attache([...taking, ...here], env);
  expect(imported).toMatchObject({ code: 0, err: expect.not.stringContaining('Warning') });
  const [form] = (await attacheJson(['forms', ...here], env)).json as { formId: string }[];
  const exporting = ['export', '--form', form?.formId ?? '', ...here, '--out'];
  const warned = await attacheJson([...exporting, join(cloud, 'out')], env);
  expect(warned.code).toBe(0);
  expect(warned.err).toContain(`Warning: ${join(cloud, 'out')} is copied to Dropbox`);
  const other = await attache([...exporting, join(home, 'out')], env);
  expect(other).toMatchObject({ code: 0, err: expect.not.stringContaining('Warning') });
});

test('a workspace in a copied folder warns once per command, when it is made and when it gets submissions', async () => {
  const there = ['--workspace', join(cloud, 'workspace')];
  const warning = `Warning: The workspace ${join(cloud, 'workspace')} is copied to Dropbox`;
  const first = await attache([...taking, ...there], env);
  expect(first.code).toBe(0);
  expect(first.err.split(warning)).toHaveLength(2);
  expect((await attache(['open', ...key, ...there], env)).err).toContain(warning);
  expect((await attache(['forms', ...there], env)).err).not.toContain('Warning');
});

test('a key that is written into a copied folder warns', async () => {
  const out = join(cloud, 'key.pem');
  const made = await attache(
    ['keys', 'generate', '--out', out, '--new-passphrase-env', 'KEY_PASSPHRASE', ...here],
    env,
  );
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining(`${cloud} is copied to Dropbox`) });
});
