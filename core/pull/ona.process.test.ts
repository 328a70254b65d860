// Covers core/pull/run.ts.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sampleProject } from '../../fixtures/sample-project/sample-project.ts';
import type { OnaFacts } from '../../fixtures/servers/ona-native.ts';
import { startOpenRosaServer } from '../../fixtures/servers/openrosa-server.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { rowsIn } from '../../fixtures/workspace-rows.ts';
import { readPrivateKeys } from '../../keys/read-key.ts';
import { systemClock } from '../ground/clock.ts';
import { Secret } from '../ground/secret.ts';
import { onaSource } from '../source/ona/ona.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/* The whole line from Ona, where its own interface says more than the Briefcase endpoints. */
const root = mkdtempSync(join(tmpdir(), 'attache-ona-line-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const user = { name: 'amina', password: 'TEST-password', token: '0f3c00000000000000000000000000000000beef' };
const data = sampleProject(12);
const formId = 'child_health';
const form = data.forms.find((one) => one.formId === formId);
const submissions = data.submissions(formId);
const folder = new URL('../../fixtures/sample-project/keys/', import.meta.url);
const keys = readPrivateKeys(readFileSync(new URL('TEST-key-2025.pem', folder)), {
  file: 'TEST-key-2025.pem',
  passphrase: new Secret(readFileSync(new URL('TEST-key-2025.passphrase.txt', folder), 'utf8').trim()),
}).then((found) => [testKey('sample-project/keys/TEST-key-2023.pem'), ...found]);
const isOwn = (name: string): boolean => name === 'submission.xml.enc';

interface Line {
  readonly instance: string;
  readonly state: string;
  readonly encrypted: number;
  readonly review: string | null;
  readonly codes: string | null;
}

/** Pulls one form with each of the facts in turn, and gives what is stored after each pull. */
async function pullWith(
  turns: readonly Readonly<Record<string, OnaFacts>>[],
  options: { readonly managed?: boolean; readonly hasKey?: boolean } = {},
): Promise<readonly (readonly Line[])[]> {
  let facts: Readonly<Record<string, OnaFacts>> = {};
  const server = await startOpenRosaServer({
    data,
    prefix: `/${user.name}`,
    authentication: { users: [user], offers: ['digest-md5'] },
    native: {
      managed: options.managed === true ? [formId] : [],
      facts: ({ instanceId }) => facts[instanceId] ?? {},
    },
  });
  const workspace = testWorkspace(mkdtempSync(join(root, 'workspace-')));
  const stored: Line[][] = [];
  try {
    for (const turn of turns) {
      facts = turn;
      const source = onaSource({
        url: server.url,
        login: { kind: 'token', token: new Secret(user.token) },
        clock: systemClock,
        caFile: server.caFile,
      });
      await runLine({
        ...plainRun(),
        workspace,
        source,
        sourceName: 'ona',
        keys: options.hasKey === false ? [] : await keys,
        formIds: [formId],
        connections: 2,
      }).finally(() => source.close());
      stored.push(
        rowsIn<Line>(
          workspace,
          `SELECT instance_id AS instance, state, encrypted, review_state AS review,
             (SELECT group_concat(code) FROM problem p WHERE p.submission_id = submission.id) AS codes
           FROM submission ORDER BY instance_id`,
        ),
      );
    }
    return stored;
  } finally {
    workspace.close();
    await server.close();
  }
}

test('a submission that waits for a photo is readable at once, and whole when the photo has come', async () => {
  const late = submissions.find(({ files }) =>
    [...files.keys()].some((name) => !name.startsWith('submission')),
  );
  const photo = [...(late?.files.keys() ?? [])].find((name) => !isOwn(name));
  if (late === undefined || photo === undefined) throw new Error('no submission with a photo');
  const { instanceId } = late;
  const [first, second] = await pullWith([{ [instanceId]: { awaited: [photo] } }, {}]);
  const of = (lines: readonly Line[] | undefined) => lines?.find(({ instance }) => instance === instanceId);
  expect(of(first)).toMatchObject({ state: 'incomplete', codes: expect.stringContaining('missing') });
  expect(of(second)).toMatchObject({ state: 'decrypted', codes: null });
});

test('a review is noted, and taken back', async () => {
  const [one] = submissions;
  if (one === undefined) throw new Error('no submission');
  const turns = await pullWith([
    {},
    { [one.instanceId]: { review: '1' } },
    { [one.instanceId]: { review: '2' } },
  ]);
  expect(turns.map((lines) => lines.find(({ instance }) => instance === one.instanceId)?.review)).toEqual([
    null,
    'approved',
    'rejected',
  ]);
});

test('where Ona keeps the key, what it has opened takes the place of what waits, and is as it should be', async () => {
  const [one] = submissions;
  if (one === undefined) throw new Error('no submission');
  const opened = `<data id="${formId}" version="${form?.version}"><name>Amina</name><meta><instanceID>${one.instanceId}</instanceID></meta></data>`;
  const [sealed, after] = await pullWith([{}, { [one.instanceId]: { opened } }], {
    managed: true,
    hasKey: false,
  });
  expect(sealed?.filter(({ instance }) => instance === one.instanceId)).toMatchObject([
    { state: 'sealed', encrypted: 1, codes: 'key.kept_by_server' },
  ]);
  expect(after?.filter(({ instance }) => instance === one.instanceId)).toEqual([
    { instance: one.instanceId, state: 'decrypted', encrypted: 0, review: null, codes: null },
  ]);
  expect(after).toHaveLength(sealed?.length ?? 0);
});

test('where Ona keeps the key and could not decrypt a submission, it is not said to come later', async () => {
  const [one] = submissions;
  if (one === undefined) throw new Error('no submission');
  const failed = { [one.instanceId]: { failed: 'INVALID_SUBMISSION' } };
  const turns = await pullWith([failed, {}, failed], { managed: true, hasKey: false });
  const codes = turns.map((lines) => lines.find(({ instance }) => instance === one.instanceId)?.codes);
  expect(codes).toEqual(['source.opening_failed', 'key.kept_by_server', 'source.opening_failed']);
});
