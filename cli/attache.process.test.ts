// Covers cli/check-words.ts, cli/commands/add-forms.ts, cli/commands/export-options.ts,
// cli/commands/import.ts, cli/commands/forms.ts, cli/commands/problems.ts, cli/commands/status.ts, cli/commands/submissions.ts, cli/commands/print-opening.ts, cli/commands/retry.ts,
// cli/commands/verify.ts, cli/context.ts, cli/failure.ts, cli/form-table.ts, cli/output.ts, cli/program.ts,
// cli/run.ts, cli/small-heap.ts.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { caseFolder, expectedXml } from '../fixtures/corpora/corpora.ts';
import { sampleProject } from '../fixtures/sample-project/sample-project.ts';
import { type OpenRosaServer, startOpenRosaServer } from '../fixtures/servers/openrosa-server.ts';
import { areEncrypted } from '../fixtures/switched-workspace.ts';
import { attache, attacheJson } from './testing/attache.ts';
import { dumpWorkspace } from './testing/dump.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-cli-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const corpusKeys = fileURLToPath(new URL('../fixtures/corpora/dev/keys/', import.meta.url));
const keyA = ['--key', join(corpusKeys, 'A.pem')];
let made = 0;
const newFolder = (): string => {
  made += 1;
  return join(root, `folder-${made}`);
};

interface Listed {
  readonly formId: string | null;
  readonly instanceId: string | null;
  readonly state: string;
  readonly signature: string;
  readonly repaired: false | string;
  readonly encrypted: boolean;
  readonly attachments: { readonly expected: number; readonly present: number; readonly failed: number };
  readonly problems: readonly string[];
}

async function imported(name: string, layout: 'briefcase' | 'flat', keys = keyA) {
  const workspace = ['--workspace', newFolder()];
  const run = await attacheJson(['import', join(caseFolder(name), layout), ...keys, ...workspace]);
  const submissions = (await attacheJson(['submissions', ...workspace])).json as Listed[];
  return { workspace, run, submissions };
}

describe('import', () => {
  test.each([
    ['g08-media', 'briefcase', 0, ['decrypted valid']],
    ['r01-enketo-iv-overflow', 'flat', 0, ['decrypted valid iv-overflow']],
    ['b01-wrong-key', 'flat', 3, ['sealed not-checkable key.none_fits']],
    [
      'b03c-signature-missing',
      'briefcase',
      3,
      ['decrypted absent decrypt.signature_absent', 'decrypted valid'],
    ],
    [
      'b04-missing-media-file',
      'flat',
      3,
      ['decrypted valid', 'incomplete not-checkable submission.attachment_missing'],
    ],
    ['b08-media-order-swapped', 'briefcase', 0, ['decrypted valid', 'decrypted valid media-order']],
    [
      'b11-plaintext-in-encrypted-form',
      'flat',
      3,
      ['decrypted absent submission.not_encrypted', 'decrypted valid'],
    ],
    ['b12-empty-manifest', 'briefcase', 3, ['decrypted valid', 'failed not-checkable submission.empty']],
    [
      'b14-xml-enc-name-path-traversal',
      'flat',
      3,
      ['decrypted valid', 'failed not-checkable submission.unsafe_name'],
    ],
  ] as const)('%s (%s) ends with %i', async (name, layout, code, wanted) => {
    const { run, submissions } = await imported(
      name,
      layout,
      name === 'b01-wrong-key' ? ['--key', join(corpusKeys, 'Z.pem')] : keyA,
    );
    expect(run.code).toBe(code);
    const found = submissions.map(({ state, signature, repaired, problems }) =>
      [state, signature, repaired === false ? '' : repaired, ...problems]
        .filter((word) => word !== '')
        .join(' '),
    );
    expect([...new Set(found)].sort()).toEqual([...wanted].sort());
  });

  test('a second import adds nothing, and the lists have exactly the documented fields', async () => {
    const { workspace, submissions } = await imported('g08-media', 'flat');
    const before = dumpWorkspace(workspace[1] ?? '');
    const again = await attache(['import', join(caseFolder('g08-media'), 'flat'), ...keyA, ...workspace]);
    expect(again.code).toBe(0);
    expect(dumpWorkspace(workspace[1] ?? '')).toEqual(before);
    const fields =
      'formId version instanceId encrypted state signature repaired keyFingerprint attachments problems onServer sources isCurrent';
    for (const submission of submissions) expect(Object.keys(submission)).toEqual(fields.split(' '));
    expect(submissions[0]?.attachments).toEqual({
      expected: expect.any(Number),
      present: expect.any(Number),
      failed: 0,
    });
  });

  test('submissions xml prints the plaintext byte for byte', async () => {
    const { workspace, submissions } = await imported('g09-unicode', 'briefcase');
    for (const { instanceId } of submissions) {
      const { code, out } = await attache(['submissions', 'xml', instanceId ?? '', ...workspace]);
      expect(code).toBe(0);
      expect(out).toEqual(expectedXml('g09-unicode', instanceId ?? ''));
    }
    expect((await attache(['submissions', 'xml', 'uuid:none', ...workspace])).code).toBe(2);
  });

  test('a problem tells what is wrong, where, and what to do', async () => {
    const { workspace } = await imported('b04-missing-media-file', 'briefcase');
    const { code, json } = await attacheJson(['problems', ...workspace]);
    expect(code).toBe(0);
    expect(json).toEqual([
      {
        code: 'submission.attachment_missing',
        formId: 'hh_media',
        instanceId: expect.stringMatching(/^uuid:/),
        file: '1700000000001.jpg.enc',
        message: expect.stringContaining('1700000000001.jpg.enc'),
        action: expect.any(String),
        retry: true,
      },
    ]);
  });

  test('a submission that waits for a key is decrypted when the key comes', async () => {
    const { workspace } = await imported('g12-two-versions-two-keys', 'flat');
    const opened = await attache(['open', '--key', join(corpusKeys, 'B.pem'), ...workspace]);
    expect(opened.code).toBe(0);
    const said = opened.out.toString();
    expect(said).toMatch(
      /^Waited +\d+ submissions? for a key\nDecrypted +\d+ with the key [0-9a-f]{16}\nTime/,
    );
    expect(said).not.toMatch(/new|Listed|Downloaded|Stored/);
    const { json } = await attacheJson(['submissions', ...workspace]);
    expect(new Set((json as Listed[]).map(({ state }) => state))).toEqual(new Set(['decrypted']));
    expect((await attache(['verify', ...workspace])).code).toBe(0);
  });
});

test('paths that lead out of a folder are neither read nor written, in manifests and in answers', async () => {
  for (const name of [
    'b13-media-name-path-traversal',
    'b14-xml-enc-name-path-traversal',
    'b15-answer-path-traversal',
  ]) {
    const { workspace, submissions } = await imported(name, 'briefcase');
    const out = newFolder();
    const form = submissions[0]?.formId ?? '';
    await attache(['export', '--form', form, '--profile', 'briefcase', '--out', out, ...workspace]);
    expect(existsSync(out)).toBe(true);
  }
  const all = readdirSync(root, { recursive: true }).map(String);
  expect(all.filter((name) => name.includes('pwned'))).toEqual([]);
  expect(readdirSync(join(root, '..')).filter((name) => name.includes('pwned'))).toEqual([]);
});

describe('usage', () => {
  test('a wrong option, an unknown form and a missing folder have exit codes, and one JSON document', async () => {
    const workspace = ['--workspace', newFolder()];
    expect((await attache(['import'])).code).toBe(2);
    expect((await attache(['pull', '--server', 'nowhere', ...workspace])).code).toBe(2);
    expect((await attache(['import', join(root, 'no-such-folder'), ...workspace])).code).toBe(7);
    const wrong = await attacheJson(['export', '--form', 'none', '--out', newFolder(), ...workspace]);
    expect(wrong.code).toBe(9);
    expect(wrong.json).toMatchObject({ error: { code: 'export.form_unknown', action: expect.any(String) } });
  });

  test('the help of every command can be printed', async () => {
    for (const command of [
      'import',
      'pull',
      'open',
      'retry',
      'submissions',
      'problems',
      'forms',
      'status',
      'verify',
      'export',
      'servers',
      'keys',
    ]) {
      const { code, out } = await attache([command, '--help']);
      expect(code).toBe(0);
      expect(out.toString()).toContain('--workspace');
    }
  });
});

test('an export can be repeated with other columns, but never replaces a file of somebody else', async () => {
  const { workspace } = await imported('g05-select-multiple', 'briefcase');
  const out = newFolder();
  const args = [
    'export',
    '--form',
    'hh_sel',
    '--profile',
    'briefcase',
    '--file',
    'export.csv',
    '--out',
    out,
    ...workspace,
  ];
  expect((await attache(args)).code).toBe(0);
  expect((await attache([...args, '--split-select-multiples'])).code).toBe(0);
  expect(readFileSync(join(out, 'export.csv'), 'utf8')).toContain('symptoms/fever');
  const other = ['--workspace', newFolder()];
  await attache(['import', join(caseFolder('g05-select-multiple'), 'flat'), ...keyA, ...other]);
  const refused = await attache([...args.slice(0, -2), ...other]);
  expect(refused.code).toBe(9);
  expect(refused.err).toContain('--overwrite');
});

/*
 * The canary test. After a whole run with errors, no secret is in anything that the command printed or left
 * behind. No answer is outside the database and the files that are meant to hold answers.
 */
describe('canaries', () => {
  const canary = { password: 'c4nary-password', passphrase: 'sample-passphrase', wrong: 'c4nary-wrong' };
  const keys = fileURLToPath(new URL('../fixtures/sample-project/keys/', import.meta.url));
  const pem = readFileSync(join(keys, 'TEST-key-2023.pem'), 'utf8').split('\n')[5] ?? '';
  let server: OpenRosaServer;

  beforeAll(async () => {
    server = await startOpenRosaServer({
      data: sampleProject(60),
      authentication: {
        users: [{ name: 'amina', password: canary.password, token: 'unused' }],
        offers: ['digest-md5'],
      },
      flavour: 'aggregate',
    });
  });
  afterAll(() => server.close());

  test('no secret and no answer leaks', async () => {
    const temporary = newFolder();
    mkdirSync(temporary);
    const workspaceFolder = newFolder();
    const workspace = ['--workspace', workspaceFolder];
    const env = {
      PW: canary.password,
      PP: canary.passphrase,
      BAD: canary.wrong,
      TMPDIR: temporary,
      TEMP: temporary,
    };
    const current = ['--key', join(keys, 'TEST-key-2025.pem'), '--passphrase-env'];
    const add = (name: string, variable: string) => [
      'servers',
      'add',
      name,
      '--url',
      server.url,
      '--user',
      'amina',
      '--password-env',
      variable,
      '--ca-file',
      server.caFile,
    ];
    const pull = ['pull', '--server', 's', '--key', join(keys, 'TEST-key-2023.pem')];
    const steps: readonly (readonly [args: readonly string[], code: number])[] = [
      [add('s', 'PW'), 0],
      [add('wrong', 'BAD'), 0],
      [['pull', '--server', 'wrong'], 5],
      [[...pull, ...current, 'BAD'], 4],
      [[...pull, ...current, 'PP'], 3],
      [['keys', 'import', join(keys, 'TEST-key-2023.pem'), '--seal-passphrase-env', 'BAD'], 0],
      [['keys', 'check', join(keys, 'TEST-key-2025.pem'), '--passphrase-env', 'BAD'], 4],
      [['status'], 0],
      [['problems'], 0],
      [['forms'], 0],
      [['retry', ...pull.slice(3), ...current, 'PP'], 3],
      [['verify'], 0],
      [['export', '--form', 'household', '--out', newFolder()], 0],
    ];
    let printed = '';
    for (const [args, code] of steps) {
      for (const mode of [[], ['--json']]) {
        if (mode.length > 0 && args[0] === 'servers') continue;
        const ran = await attache([...args, ...mode, ...workspace], env);
        expect([0, 3, code], `${args.join(' ')}\n${ran.err}`).toContain(ran.code);
        printed += `${ran.out}${ran.err}`;
        if (mode.length > 0) expect(() => JSON.parse(ran.out.toString())).not.toThrow();
      }
    }
    const answer = 'Almaz Tesfaye';
    const secrets = [canary.password, canary.passphrase, canary.wrong, pem];
    for (const secret of [...secrets, answer]) expect(printed).not.toContain(secret);
    expect(readdirSync(temporary)).toEqual([]);
    const files = readdirSync(workspaceFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const database = readFileSync(join(workspaceFolder, 'attache.sqlite')).toString('latin1');
    expect(database.includes(answer)).toBe(!areEncrypted);
    for (const entry of files) {
      const text = readFileSync(join(entry.parentPath, entry.name)).toString('latin1');
      for (const secret of secrets) expect(text).not.toContain(secret);
      if (entry.name !== 'attache.sqlite' || areEncrypted) expect(text).not.toContain(answer);
    }
  });
});
