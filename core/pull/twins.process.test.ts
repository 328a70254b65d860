// Covers core/pull/run.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readRecordedOna } from '../../fixtures/servers/ona-data.ts';
import { startOnaServer } from '../../fixtures/servers/ona-server.ts';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import { systemClock } from '../ground/clock.ts';
import { Secret } from '../ground/secret.ts';
import { onaSource } from '../source/ona/ona.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/* Two forms of one ID on one Ona: once the advice was followed for both, their owner's list has no problem any more. */
const root = mkdtempSync(join(tmpdir(), 'attache-twins-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const data = readRecordedOna();
const token = data.accounts.find(({ name }) => name === 'nadia')?.token ?? '';

test('the problem ends when each of the places is a server of its own', async () => {
  const server = await startOnaServer({ data });
  const workspace = testWorkspace(join(root, 'workspace'));
  const add = (name: string, url: string): void => {
    const settings = { url, login: { kind: 'token', tokenEnv: null }, caFile: null, proxy: null } as const;
    workspace.transaction(() => workspace.servers.add({ name, kind: 'ona', settings }));
  };
  let told: unknown;
  const codes = async (): Promise<unknown> => {
    const login = { kind: 'token', token: new Secret(token) } as const;
    const source = onaSource({ url: server.url, login, clock: systemClock, caFile: server.caFile });
    const options = { ...plainRun(), workspace, source, sourceName: 'owner', formIds: ['twin_id'] };
    const { outcome, problems, notes } = await runLine(options).finally(() => source.close());
    told = notes;
    return [outcome, problems, workspace.problemList.all('twin_id').map(({ code }) => code)];
  };
  const twice = ['with-problems', { 'source.form_id_twice': 1 }, ['source.form_id_twice']];
  add('owner', server.url);
  expect(await codes()).toEqual(twice);
  add('one', `${server.origin}/projects/6`);
  expect(await codes()).toEqual(twice);
  // As its page stands in the browser.
  add('other', `${server.origin}/nadia/7`);
  expect(await codes()).toEqual(['complete', {}, []]);
  // Asked for by its ID, it says why nothing was listed.
  expect(told).toEqual([
    { code: 'source.form_by_places', params: { form: 'twin_id', servers: 'one; other' } },
  ]);
  workspace.close();
  await server.close();
});
