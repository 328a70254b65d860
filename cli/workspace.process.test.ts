// Covers cli/commands/workspace.ts, cli/unlocking.ts, cli/code-file.ts, cli/new-encryption.ts, cli/commands/status.ts.
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { isReport } from '../core/export/testing/written-files.ts';
import { Secret } from '../core/ground/secret.ts';
import { newCode } from '../core/vault/code.ts';
import { onlyWhere } from '../fixtures/only-where.ts';
import { makePassphraseCheaper } from '../fixtures/vault/cheaper-passphrase.ts';
import { attache, attacheJson, isKilled, type Ran } from './testing/attache.ts';
import { reportFolder } from './testing/field-report.ts';
import { onTerminal } from './testing/terminal.ts';

// These tests say themselves which workspaces are encrypted.
const switched = vi.hoisted(() => {
  const { ATTACHE_TEST_ENCRYPTED } = process.env;
  delete process.env.ATTACHE_TEST_ENCRYPTED;
  return ATTACHE_TEST_ENCRYPTED;
});
afterAll(() => {
  if (switched !== undefined) process.env.ATTACHE_TEST_ENCRYPTED = switched;
});

const root = mkdtempSync(join(tmpdir(), 'attache-encrypted-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const PASSPHRASE = 'ni kauli yangu ñ 🔑';
const CODE = /\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){13}\b/g;
const BY_PASSPHRASE = ['--workspace-passphrase-env', 'P'];
const BY_CODE = ['--workspace-recovery-env', 'R'];

/** An encrypted workspace that tests copy, and its recovery code. */
const sample = join(root, 'sample');
let code = '';
let made: Ran;
let workspace = '';

beforeAll(async () => {
  made = await attache(['--workspace', sample, 'workspace', 'create', '--encrypt', ...BY_PASSPHRASE], {
    P: PASSPHRASE,
  });
  code = made.err.match(CODE)?.[0] ?? '';
  await makePassphraseCheaper(sample, new Secret(code), new Secret(PASSPHRASE));
});

beforeEach(() => {
  workspace = join(mkdtempSync(join(root, 'test-')), 'workspace');
  cpSync(sample, workspace, { recursive: true });
});

/** Runs a command on the workspace. The recovery code is in R, the passphrase in P. */
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}, files: number[] = []) =>
  attache(['--workspace', workspace, ...args], { P: PASSPHRASE, R: code, ...env }, files);

/** How a command ends: its exit code, and the code of its problem. */
async function end(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code: exit, out } = await run([...args, '--json'], env);
  const said: unknown = JSON.parse(out.toString());
  const error = (said as { error?: { code: string } }).error;
  return error === undefined ? exit : `${exit} ${error.code}`;
}

const status = (by: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  end(['status', ...by], env);

/** Opens a file with this content, for a descriptor of the command. */
async function fromFile<T>(content: string, work: (file: number) => Promise<T>): Promise<T> {
  const path = join(mkdtempSync(join(root, 'secret-')), 'secret');
  writeFileSync(path, content);
  const file = openSync(path, 'r');
  try {
    return await work(file);
  } finally {
    closeSync(file);
  }
}

describe('making one', () => {
  test('the recovery code goes to standard error, once, and nothing secret elsewhere', () => {
    expect(made.code).toBe(0);
    expect(made.err.match(CODE)).toHaveLength(1);
    expect(made.out.toString()).toContain('Made an encrypted workspace');
    expect(made.out.toString()).not.toMatch(CODE);
    expect(`${made.out} ${made.err}`).not.toContain(PASSPHRASE);
    expect(readFileSync(join(sample, 'attache.sqlite')).subarray(0, 16).toString('latin1')).not.toContain(
      'SQLite',
    );
  });

  test('the recovery code is the last line of a new file that only its owner reads', async () => {
    const [folder, out] = [join(root, 'with-file'), join(root, 'code.txt')];
    const args = ['--workspace', folder, 'workspace', 'create', '--encrypt', '--recovery-out', out];
    const { code: exit, json, err } = await attacheJson([...args, ...BY_PASSPHRASE], { P: PASSPHRASE });
    expect([exit, json]).toEqual([0, { workspace: folder, encrypted: true, recoveryCodeFile: out }]);
    expect(err).not.toMatch(CODE);
    if (process.platform !== 'win32') expect(statSync(out).mode & 0o777).toBe(0o600);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(lines[0]).toContain('Recovery code');
    expect(lines.join('\n')).toContain(folder);
    workspace = folder;
    expect(await status(BY_CODE, { R: lines.at(-1) ?? '' })).toBe(0);
  });

  test.each(['exists', 'in no folder', 'in the workspace'])(
    'a file for the code that is not right is refused before anything is made: %s',
    async (what) => {
      const place = mkdtempSync(join(root, 'refused-'));
      const folder = join(place, 'workspace');
      const exists = join(place, 'code.txt');
      writeFileSync(exists, 'mine');
      const out = { exists, 'in no folder': join(place, 'a', 'b'), 'in the workspace': join(folder, 'code') };
      const args = ['--workspace', folder, 'workspace', 'create', '--encrypt', '--recovery-out'];
      const ran = await attacheJson([...args, out[what as keyof typeof out], ...BY_PASSPHRASE], { P: 'x' });
      const wanted = {
        exists: 'usage.code_file_exists',
        'in no folder': 'usage.code_file_unwritable',
        'in the workspace': 'usage.bad_option',
      }[what];
      expect([ran.code, ran.json]).toMatchObject([2, { error: { code: wanted } }]);
      expect(readdirSync(place)).toEqual(['code.txt']);
      expect(readFileSync(exists, 'utf8')).toBe('mine');
    },
  );

  test.each<[string, string[], Record<string, string>, string]>([
    ['no passphrase and nobody to ask', [], {}, '2 usage.nobody_to_ask'],
    ['a variable that is not set', ['--workspace-passphrase-env', 'NOT_SET'], {}, '2 usage.variable_unset'],
    ['an empty passphrase', BY_PASSPHRASE, { P: '' }, '2 workspace.passphrase_empty'],
    ['a recovery code in place of a passphrase', BY_CODE, {}, '2 usage.bad_option'],
    [
      'a descriptor that is not open',
      ['--workspace-passphrase-fd', '77'],
      {},
      '2 usage.descriptor_unreadable',
    ],
  ])('%s: nothing is made, and no file for the code stays', async (_what, options, env, wanted) => {
    const place = mkdtempSync(join(root, 'nothing-'));
    workspace = join(place, 'workspace');
    const out = join(place, 'code.txt');
    expect(await end(['workspace', 'create', '--encrypt', '--recovery-out', out, ...options], env)).toBe(
      wanted,
    );
    expect(readdirSync(place)).toEqual([]);
  });

  test('a kill at any step leaves a folder for another try, or a workspace that opens', async () => {
    const preload = new URL('../core/testing/die-at-step.ts', import.meta.url).href;
    const ends = await Promise.all(
      [4, 13, 16, 19, 22, 60].map(async (step) => {
        const place = mkdtempSync(join(root, 'killed-'));
        const folder = join(place, 'workspace');
        const out = join(place, 'code.txt');
        const args = ['--workspace', folder, ...BY_PASSPHRASE];
        const create = [...args, 'workspace', 'create', '--encrypt'];
        const env = { P: PASSPHRASE };
        const dies = { NODE_OPTIONS: `--import ${preload}`, DIE_AT: String(step), DIE_FILES: '.' };
        const killed = await attache([...create, '--recovery-out', out], { ...env, ...dies });
        const isMade = existsSync(join(folder, 'workspace.key.json'));
        if (!isMade) expect((await attache(create, env)).code).toBe(0);
        const { json } = await attacheJson([...args, 'status'], env);
        expect(json).toMatchObject({ encrypted: true });
        if (isMade) {
          const R = readFileSync(out, 'utf8').trimEnd().split('\n').at(-1) ?? '';
          expect((await attache(['--workspace', folder, 'status', ...BY_CODE], { R })).code).toBe(0);
        }
        return `${isKilled(killed) ? 'killed' : killed.code} ${isMade ? 'made' : 'not made'}`;
      }),
    );
    expect(new Set(ends)).toEqual(new Set(['killed not made', 'killed made', '0 made']));
  });

  test('a folder that is not empty is refused, a workspace too', async () => {
    expect(await end(['workspace', 'create', '--encrypt', ...BY_PASSPHRASE])).toBe(
      '2 workspace.folder_taken',
    );
    expect(await end(['workspace', 'create'])).toBe('2 workspace.folder_taken');
    expect(await status(BY_PASSPHRASE)).toBe(0);
  });

  test('without --encrypt a plain one is made, but never where a passphrase was named', async () => {
    workspace = join(root, 'plain');
    for (const options of [BY_PASSPHRASE, ['--recovery-out', join(root, 'never.txt')]]) {
      expect(await end(['workspace', 'create', ...options])).toBe('2 usage.bad_option');
    }
    expect(existsSync(workspace)).toBe(false);
    expect(existsSync(join(root, 'never.txt'))).toBe(false);
    expect(await end(['workspace', 'create'])).toBe(0);
    const { json } = await attacheJson(['--workspace', workspace, 'status']);
    expect(json).toMatchObject({ encrypted: false, recoveryChecked: null });
    expect((await run(['status'])).out.toString()).toContain('not encrypted; "attache workspace encrypt"');
    // What unlocks an encrypted workspace is not even read.
    expect(await status(['--workspace-passphrase-env', 'NOT_SET'])).toBe(0);
    expect(await status(['--workspace-passphrase-fd', '77'])).toBe(0);
    expect(await status(BY_CODE, { R: 'nonsense' })).toBe(0);
    expect(await end(['workspace', 'recovery-code', ...BY_CODE])).toBe('2 workspace.not_encrypted');
    expect(await end(['workspace', 'passphrase', ...BY_PASSPHRASE])).toBe('2 workspace.not_encrypted');
  });

  test('a command that makes a workspace by itself makes a plain one', async () => {
    workspace = join(root, 'by-itself');
    expect(await status(BY_PASSPHRASE)).toBe(0);
    expect(existsSync(join(workspace, 'workspace.key.json'))).toBe(false);
  });
});

describe('without its key', () => {
  test.each([
    ['status'],
    ['forms'],
    ['problems'],
    ['submissions'],
    ['verify'],
    ['retry'],
    ['open'],
    ['watch'],
    ['import', reportFolder('08-audit')],
    ['pull', '--server', 's'],
    ['export', '--form', 'f', '--out', join(root, 'out')],
    ['servers', 'list'],
    ['keys', 'list'],
    ['workspace', 'passphrase', '--new-workspace-passphrase-env', 'P'],
    ['workspace', 'recovery-code'],
  ])('every command says that it is locked: %s %s', async (...args) => {
    expect(await end(args)).toBe('10 workspace.locked');
    expect(existsSync(join(root, 'out'))).toBe(false);
  });

  test.each<[string, string[], Record<string, string>, string]>([
    ['a wrong passphrase', BY_PASSPHRASE, { P: 'wrong' }, '10 workspace.wrong_key'],
    ['another code', BY_CODE, { R: newCode().reveal() }, '10 workspace.wrong_key'],
    ['a code with a typing error', BY_CODE, { R: 'ABCD' }, '2 usage.code_mistyped'],
    ['a variable that is not set', ['--workspace-passphrase-env', 'NOT_SET'], {}, '2 usage.variable_unset'],
    ['a code that is not set', ['--workspace-recovery-env', 'NOT_SET'], {}, '2 usage.variable_unset'],
    ['an empty passphrase', BY_PASSPHRASE, { P: '' }, '2 workspace.passphrase_empty'],
    ['an empty code', BY_CODE, { R: '' }, '2 usage.code_mistyped'],
    [
      'a descriptor that is not open',
      ['--workspace-passphrase-fd', '77'],
      {},
      '2 usage.descriptor_unreadable',
    ],
    ['a passphrase of private keys', ['--passphrase-env', 'P'], {}, '10 workspace.locked'],
  ])('%s is told apart from damage', async (_what, by, env, wanted) => {
    expect(await status(by, env)).toBe(wanted);
  });

  test('a key file that is gone, damaged or newer is told apart from a damaged database', async () => {
    const file = join(workspace, 'workspace.key.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"format": 1', '"format": 2'));
    expect(await status(BY_PASSPHRASE)).toBe('10 workspace.key_newer');
    writeFileSync(file, text.slice(0, 200));
    expect(await status(BY_PASSPHRASE)).toBe('10 workspace.key_damaged');
    rmSync(file);
    expect(await status(BY_PASSPHRASE)).toBe('10 workspace.key_missing');
  });

  test('in words: what happened, what to do, and nothing secret', async () => {
    const { code: exit, out, err } = await run(['status', ...BY_PASSPHRASE], { P: 'the wrong one' });
    expect([exit, out.toString()]).toEqual([10, '']);
    expect(err).toContain('This workspace passphrase does not unlock the workspace');
    expect(err).toContain('What to do: Try again');
    expect(err).not.toContain('the wrong one');
  });
});

describe('with its key', () => {
  test('each way to give it unlocks it', async () => {
    expect(await status(BY_PASSPHRASE)).toBe(0);
    expect(await status(BY_PASSPHRASE, { P: PASSPHRASE.normalize('NFD') })).toBe(0);
    expect(await status(BY_CODE)).toBe(0);
    expect(await status(BY_CODE, { R: code.toLowerCase().replaceAll('-', '') })).toBe(0);
    const byFile = ['status', '--json', '--workspace-passphrase-fd', '3'];
    for (const end of ['', '\n', '\r\n', '\nmore\n']) {
      const { code: exit } = await fromFile(PASSPHRASE + end, (file) => run(byFile, {}, [file]));
      expect(exit).toBe(0);
    }
  });

  test('what is stored is encrypted, and exported as from a plain workspace', async () => {
    const plain = join(root, 'stored-plain');
    const key = ['--key', reportFolder('TEST-key.pem')];
    const exported: Record<string, string> = {};
    for (const folder of [workspace, plain]) {
      workspace = folder;
      expect((await run(['import', reportFolder('08-audit'), ...key, ...BY_CODE])).code).toBe(0);
      expect(await end(['verify', ...BY_CODE])).toBe(0);
      const out = mkdtempSync(join(root, 'out-'));
      const { json } = await attacheJson(['--workspace', folder, 'forms', ...BY_CODE], { R: code });
      const [{ formId }] = json as [{ formId: string }];
      expect((await run(['export', '--form', formId, '--out', out, ...BY_CODE])).code).toBe(0);
      const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter(
        (one) => one.isFile() && !isReport(one.name),
      );
      exported[folder] = files
        .map((one) => `${one.name}\n${readFileSync(join(one.parentPath, one.name), 'utf8')}`)
        .sort()
        .join('\n');
    }
    const [encrypted, other] = Object.values(exported);
    expect(encrypted).toBe(other);
    expect(encrypted?.length).toBeGreaterThan(500);
  });

  test('whether the recovery code was checked is reported; to unlock by it is to check it', async () => {
    workspace = join(root, 'unchecked');
    const out = join(mkdtempSync(join(root, 'file-')), 'code.txt');
    await run(['workspace', 'create', '--encrypt', '--recovery-out', out, ...BY_PASSPHRASE]);
    const R = readFileSync(out, 'utf8').trimEnd().split('\n').at(-1) ?? '';
    const checked = async () => {
      const args = ['--workspace', workspace, 'status', ...BY_PASSPHRASE];
      const { json } = await attacheJson(args, { P: PASSPHRASE });
      return (json as { recoveryChecked: boolean }).recoveryChecked;
    };
    expect(await checked()).toBe(false);
    expect((await run(['status', ...BY_PASSPHRASE])).out.toString()).toContain('recovery-code --check');
    const check = ['workspace', 'recovery-code', '--check'];
    expect(await end(check)).toBe('10 workspace.locked');
    expect(await end([...check, ...BY_PASSPHRASE])).toBe('2 usage.nobody_to_ask');
    expect(await end([...check, ...BY_CODE], { R: newCode().reveal() })).toBe('10 workspace.wrong_key');
    expect((await run([...check, '--recovery-out', out, ...BY_CODE], { R })).code).toBe(2);
    expect(await checked()).toBe(false);
    expect((await run(['forms', ...BY_CODE], { R })).code).toBe(0);
    expect(await checked()).toBe(true);
    // Another code is not checked yet.
    rmSync(out);
    await run(['workspace', 'recovery-code', '--recovery-out', out, ...BY_PASSPHRASE]);
    expect(await checked()).toBe(false);
    const next = readFileSync(out, 'utf8').trimEnd().split('\n').at(-1) ?? '';
    const said = await attacheJson(['--workspace', workspace, ...check, ...BY_CODE], { R: next });
    expect(said).toMatchObject({ code: 0, json: { workspace, recoveryChecked: true } });
    expect(await checked()).toBe(true);
  });
});

describe('another passphrase', () => {
  const set = ['workspace', 'passphrase', '--new-workspace-passphrase-env', 'N'];

  test('takes the place of the one before, by that or by the code; the code stays', async () => {
    expect(await end([...set, ...BY_PASSPHRASE], { N: 'second' })).toBe(0);
    expect(await status(BY_PASSPHRASE)).toBe('10 workspace.wrong_key');
    expect(await status(BY_PASSPHRASE, { P: 'second' })).toBe(0);
    const byFile = ['workspace', 'passphrase', '--new-workspace-passphrase-fd', '3', ...BY_CODE];
    const { code: exit, out, err } = await fromFile('third\n', (file) => run(byFile, {}, [file]));
    expect([exit, err]).toEqual([0, '']);
    expect(out.toString()).toContain('new passphrase');
    expect(await status(BY_PASSPHRASE, { P: 'third' })).toBe(0);
    expect(await status(BY_CODE)).toBe(0);
  });

  test.each<[string, string[], Record<string, string>, string]>([
    ['a wrong one before', [...set, ...BY_PASSPHRASE], { P: 'x', N: 'n' }, '10 workspace.wrong_key'],
    ['an empty one', [...set, ...BY_CODE], { N: '' }, '2 workspace.passphrase_empty'],
    ['none', ['workspace', 'passphrase', ...BY_CODE], {}, '2 usage.nobody_to_ask'],
    ['one that is not set', [...set.slice(0, 3), 'NOT_SET', ...BY_CODE], {}, '2 usage.variable_unset'],
  ])('changes nothing: %s', async (_what, args, env, wanted) => {
    const before = readFileSync(join(workspace, 'workspace.key.json'));
    expect(await end(args, env)).toBe(wanted);
    expect(readFileSync(join(workspace, 'workspace.key.json'))).toEqual(before);
  });

  test('a kill at any step leaves a workspace that opens, by the code and by one of the two passphrases', async () => {
    const preload = new URL('../core/testing/die-at-step.ts', import.meta.url).href;
    const passphraseIn = (folder: string): unknown =>
      JSON.parse(readFileSync(join(folder, 'workspace.key.json'), 'utf8')).wraps.passphrase;
    const ends = await Promise.all(
      [4, 5, 10, 11, 13, 40].map(async (step) => {
        const folder = join(mkdtempSync(join(root, 'killed-')), 'workspace');
        cpSync(sample, folder, { recursive: true });
        const args = ['--workspace', folder];
        const env = { P: PASSPHRASE, R: code, N: 'second' };
        const dies = {
          NODE_OPTIONS: `--import ${preload}`,
          DIE_AT: String(step),
          DIE_FILES: '^workspace(\\.key\\.json.*)?$',
        };
        const ran = await attache([...args, ...set, ...BY_CODE], { ...env, ...dies });
        expect((await attache([...args, 'status', ...BY_CODE], env)).code).toBe(0);
        const isOld = JSON.stringify(passphraseIn(folder)) === JSON.stringify(passphraseIn(sample));
        const by = { P: isOld ? PASSPHRASE : 'second' };
        expect((await attache([...args, 'status', ...BY_PASSPHRASE], by)).code).toBe(0);
        return `${isKilled(ran) ? 'killed' : ran.code} ${isOld ? 'old' : 'new'}`;
      }),
    );
    expect(ends).toContain('killed old');
    expect(ends).toContain('killed new');
    expect(ends).toContain('0 new');
  });

  test('and another code at once: neither is lost', async () => {
    const out = join(root, 'at-once.txt');
    const env = { N: 'second' };
    const [one, two] = await Promise.all([
      end([...set, ...BY_CODE], env),
      end(['workspace', 'recovery-code', '--recovery-out', out, ...BY_PASSPHRASE]),
    ]);
    // The second one to come may find that what it was given has just been replaced.
    for (const ended of [one, two]) expect([0, '10 workspace.wrong_key']).toContain(ended);
    expect([one, two]).toContain(0);
    expect(await status(BY_PASSPHRASE, { P: one === 0 ? 'second' : PASSPHRASE })).toBe(0);
    const current = two === 0 ? (readFileSync(out, 'utf8').trimEnd().split('\n').at(-1) ?? '') : code;
    expect(await status(BY_CODE, { R: current })).toBe(0);
    expect(existsSync(out)).toBe(two === 0);
  });
});

describe('another recovery code', () => {
  test('ends the one before, and is shown once', async () => {
    const { code: exit, out, err } = await run(['workspace', 'recovery-code', ...BY_CODE]);
    const [next = '', ...more] = err.match(CODE) ?? [];
    expect([exit, more]).toEqual([0, []]);
    expect(out.toString()).not.toMatch(CODE);
    expect(await status(BY_CODE)).toBe('10 workspace.wrong_key');
    expect(await status(BY_CODE, { R: next })).toBe(0);
    expect(await status(BY_PASSPHRASE)).toBe(0);
  });

  test('is not made when its file exists, or the workspace is not unlocked', async () => {
    const out = join(mkdtempSync(join(root, 'file-')), 'code.txt');
    const make = ['workspace', 'recovery-code', '--recovery-out', out];
    expect(await end([...make, ...BY_CODE], { R: newCode().reveal() })).toBe('10 workspace.wrong_key');
    expect(existsSync(out)).toBe(false);
    mkdirSync(out);
    expect(await end([...make, ...BY_CODE])).toBe('2 usage.code_file_exists');
    expect(await status(BY_CODE)).toBe(0);
  });
});

describe('on a terminal', () => {
  const onTerminals = onlyWhere('terminal');
  onTerminals(
    'making one asks twice; every command then asks, and shows nothing of what is typed',
    async () => {
      workspace = join(root, 'asked');
      const create = ['--workspace', workspace, 'workspace', 'create', '--encrypt'];
      const made = await onTerminal(create, ['first', 'not the first', PASSPHRASE, PASSPHRASE]);
      expect([made.code, made.shown.match(CODE)?.length]).toEqual([0, 1]);
      expect(made.shown).toContain('The two are not the same');
      const asked = await onTerminal(['--workspace', workspace, 'status'], ['wrong', PASSPHRASE]);
      expect(asked.code).toBe(0);
      expect(asked.shown).toContain(`Workspace passphrase of ${workspace}: `);
      expect(asked.shown).toContain('does not unlock');
      expect(made.shown + asked.shown).not.toContain(PASSPHRASE);
      const check = ['--workspace', workspace, 'workspace', 'recovery-code', '--check'];
      const group = made.shown.match(CODE)?.[0].split('-').at(-1) ?? '';
      const checked = await onTerminal(check, [PASSPHRASE, 'AAAA', PASSPHRASE, group.toLowerCase()]);
      expect([checked.code, checked.shown.includes(group)]).toEqual([0, false]);
      expect(checked.shown).toContain('Last group of the recovery code: ');
      const refused = await onTerminal(['--workspace', workspace, 'status'], ['a', 'b', 'c', PASSPHRASE]);
      expect(refused.code).toBe(10);
    },
  );

  onTerminals('Ctrl-C and Ctrl-D at a question cancel, and make nothing', async () => {
    for (const pressed of ['\u0003', '\u0004']) {
      const place = mkdtempSync(join(root, 'cancelled-'));
      const create = ['workspace', 'create', '--encrypt', '--recovery-out', join(place, 'code.txt')];
      const cancelled = await onTerminal(['--workspace', join(place, 'workspace'), ...create], [pressed]);
      expect(cancelled.code).toBe(130);
      expect(readdirSync(place)).toEqual([]);
      expect((await onTerminal(['--workspace', workspace, 'status'], [pressed])).code).toBe(130);
    }
  });

  onTerminals('what is named is not asked for', async () => {
    const named = await onTerminal(['--workspace', workspace, 'status', ...BY_PASSPHRASE], [], { P: 'x' });
    expect(named.code).toBe(10);
    expect(named.shown).not.toContain('Workspace passphrase of');
  });
});
