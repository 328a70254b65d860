// Covers cli/commands/convert-workspace.ts, cli/conversion-line.ts, app/workspace/code-of-earlier-run.ts.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { OpenLock } from '../core/store/open-lock.ts';
import { isHere, onlyWhere } from '../fixtures/only-where.ts';
import { attache } from './testing/attache.ts';
import { reportFolder } from './testing/field-report.ts';

// `app/workspace/encrypt.test.ts` and the tests of `core/store/conversion` test what a conversion does. This file
// tests its words, its exit codes, and the file with the recovery code.

// These tests say themselves which workspaces are encrypted.
const switched = vi.hoisted(() => {
  const { ATTACHE_TEST_ENCRYPTED } = process.env;
  delete process.env.ATTACHE_TEST_ENCRYPTED;
  return ATTACHE_TEST_ENCRYPTED;
});
afterAll(() => {
  if (switched !== undefined) process.env.ATTACHE_TEST_ENCRYPTED = switched;
});

const root = mkdtempSync(join(tmpdir(), 'attache-convert-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const CODE = /\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){13}\b/g;
const BY_PASSPHRASE = ['--workspace-passphrase-env', 'P'];
const BY_CODE = ['--workspace-recovery-env', 'R'];

/** A plain workspace that tests copy. */
const sample = join(root, 'sample');
let workspace = '';
let out = '';

beforeAll(async () => {
  const key = ['--key', reportFolder('TEST-key.pem')];
  await attache(['--workspace', sample, 'import', reportFolder('08-audit'), ...key]);
});

beforeEach(() => {
  const place = mkdtempSync(join(root, 'test-'));
  workspace = join(place, 'workspace');
  out = join(place, 'code.txt');
  cpSync(sample, workspace, { recursive: true });
});

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  attache(['--workspace', workspace, ...args], { P: 'one two three', ...env });

async function json(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, out: printed } = await run([...args, '--json'], env);
  return { code, json: JSON.parse(printed.toString()) as Record<string, unknown> };
}

const codeIn = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';

async function status(by: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return (await json(['status', ...by], env)).json;
}

test('a plain workspace is encrypted, and a plain one again; nothing is lost', async () => {
  const before = await status([]);
  const encrypted = await json(['workspace', 'encrypt', '--recovery-out', out, ...BY_PASSPHRASE]);
  expect(encrypted).toMatchObject({
    code: 0,
    json: { workspace, encrypted: true, recoveryCodeFile: out, to: 'encrypted', submissions: 7, files: 7 },
  });
  if (isHere('modes')) expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(await status([])).toMatchObject({ error: { code: 'workspace.locked' } });
  const { encrypted: _is, recoveryChecked: _checked, ...numbers } = before;
  for (const by of [BY_PASSPHRASE, BY_CODE]) {
    expect(await status(by, { R: codeIn(out) })).toMatchObject({ ...numbers, encrypted: true });
  }
  expect((await run(['verify', ...BY_CODE], { R: codeIn(out) })).code).toBe(0);
  const again = await json(['workspace', 'encrypt', ...BY_PASSPHRASE]);
  expect(again).toMatchObject({ code: 2, json: { error: { code: 'workspace.already_encrypted' } } });

  const wrong = await json(['workspace', 'decrypt', ...BY_PASSPHRASE], { P: 'x' });
  expect(wrong).toMatchObject({ code: 10, json: { error: { code: 'workspace.wrong_key' } } });
  const locked = await json(['workspace', 'decrypt']);
  expect(locked).toMatchObject({ code: 10, json: { error: { code: 'workspace.locked' } } });
  const plain = await json(['workspace', 'decrypt', ...BY_PASSPHRASE]);
  expect(plain).toMatchObject({
    code: 0,
    json: { workspace, encrypted: false, to: 'plain', submissions: 7 },
  });
  expect(await status([])).toEqual(before);
  expect((await run(['verify'])).code).toBe(0);
});

test('in words: the code once on standard error, and that deleted files may survive', async () => {
  const { code, out: printed, err } = await run(['workspace', 'encrypt', ...BY_PASSPHRASE]);
  expect(code).toBe(0);
  expect(printed.toString()).toContain('7 submissions and 7 files, all compared');
  expect(printed.toString()).not.toMatch(CODE);
  expect(err.match(CODE)).toHaveLength(1);
  expect(err).toContain('Deleted files may survive on the disk');
});

onlyWhere('signals')(
  'the same command continues after a kill, with the code that is in the file',
  async () => {
    const preload = new URL('../core/testing/die-at-step.ts', import.meta.url).href;
    const encrypt = ['workspace', 'encrypt', '--recovery-out', out, ...BY_PASSPHRASE];
    let kills = 0;
    for (let step = 12; ; step += 25) {
      const dies = { NODE_OPTIONS: `--import ${preload}`, DIE_AT: String(step), DIE_FILES: '.' };
      const { code } = await run(encrypt, dies);
      if (code !== null) break;
      kills += 1;
      // Until it is done, the workspace is plain, or it is whole and encrypted.
      const now = await json(['status', ...BY_CODE], { R: existsSync(out) ? codeIn(out) : '' });
      expect(now).toMatchObject({ code: 0, json: { submissions: 7 } });
      if (now.json.encrypted === true) break;
    }
    expect(kills).toBeGreaterThan(2);
    // Whether the last run finished it or not, the same command says so, and the file has the code.
    expect([0, 2]).toContain((await run(encrypt)).code);
    expect(await status(BY_CODE, { R: codeIn(out) })).toMatchObject({ encrypted: true, submissions: 7 });
  },
);

test('a file with anything else in it is never written over', async () => {
  for (const content of ['', 'mine', `${'0'.repeat(52)}`]) {
    writeFileSync(out, content);
    const refused = await json(['workspace', 'encrypt', '--recovery-out', out, ...BY_PASSPHRASE]);
    expect(refused).toMatchObject({ code: 2, json: { error: { code: 'usage.code_file_exists' } } });
    expect(readFileSync(out, 'utf8')).toBe(content);
  }
  expect(existsSync(join(workspace, 'conversion'))).toBe(false);
  expect(await status([])).toMatchObject({ encrypted: false });
});

test.each<[string, string[], Record<string, string>, number, string]>([
  ['no passphrase and nobody to ask', ['encrypt'], {}, 2, 'usage.nobody_to_ask'],
  ['an empty passphrase', ['encrypt', ...BY_PASSPHRASE], { P: '' }, 2, 'workspace.passphrase_empty'],
  ['a recovery code', ['encrypt', ...BY_CODE], { R: 'x' }, 2, 'usage.bad_option'],
  ['a plain workspace to decrypt', ['decrypt', ...BY_PASSPHRASE], {}, 2, 'workspace.not_encrypted'],
])('nothing is changed: %s', async (_what, args, env, code, problem) => {
  const more = args[0] === 'encrypt' ? ['--recovery-out', out] : [];
  expect(await json(['workspace', ...args, ...more], env)).toMatchObject({
    code,
    json: { error: { code: problem } },
  });
  expect(existsSync(out)).toBe(false);
  expect(await status([])).toMatchObject({ encrypted: false, submissions: 7 });
});

test('a workspace that another program has open is not converted, and the message names it', async () => {
  const release = new OpenLock(workspace).hold('watch');
  const { code, err } = await run(['workspace', 'encrypt', '--recovery-out', out, ...BY_PASSPHRASE]);
  expect(code).toBe(8);
  expect(err).toContain(`attache watch (process ${process.pid})`);
  expect(existsSync(out)).toBe(false);
  release();
});

test('a folder without a workspace has nothing to convert, and is not made', async () => {
  workspace = join(root, 'none');
  for (const what of ['encrypt', 'decrypt', 'passphrase', 'recovery-code']) {
    const more = what === 'passphrase' ? ['--new-workspace-passphrase-env', 'P'] : [];
    expect(await json(['workspace', what, ...more, ...BY_PASSPHRASE])).toMatchObject({
      code: 2,
      json: { error: { code: 'workspace.none' } },
    });
  }
  expect(existsSync(workspace)).toBe(false);
});
