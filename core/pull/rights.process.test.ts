// Covers core/pull/run.ts.
import { expect, test } from 'vitest';
import { centralOf } from '../../fixtures/servers/central-of-sample.ts';
import { startCentralServer } from '../../fixtures/servers/central-server.ts';
import { editedData, editedForm } from '../../fixtures/servers/edited-data.ts';
import { connectTo, startSampleServer, user } from '../../fixtures/servers/kinds.ts';
import type { KoboRight } from '../../fixtures/servers/kobo-accounts.ts';
import { startKoboServer } from '../../fixtures/servers/kobo-server.ts';
import { type OnaData, readRecordedOna } from '../../fixtures/servers/ona-data.ts';
import { startOnaServer } from '../../fixtures/servers/ona-server.ts';
import { testRoom } from '../../fixtures/servers/test-room.ts';
import { Problem, type ProblemCode } from '../ground/problem.ts';
import { Secret } from '../ground/secret.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Source } from '../source/source.ts';
import type { Workspace } from '../store/workspace.ts';
import { plainRun } from '../testing/run-options.ts';
import { runLine } from './run.ts';

/* Rights that an account gains and loses: what is not shown any more was not deleted. */
const { closing, newWorkspace } = testRoom('rights');

function pull(workspace: Workspace, source: Source): Promise<RunReport> {
  return runLine({ ...plainRun(), workspace, source, sourceName: 's' }).finally(() => source.close());
}

/** Of the submissions here: listed, deleted, no longer listed for this account. */
function where(workspace: Workspace): readonly [number, number, number] {
  const all = [...workspace.submissionList.all(null)];
  return [
    all.filter(({ onServer }) => onServer === true).length,
    all.filter(({ onServer }) => onServer === false).length,
    all.filter(({ isUnlisted }) => isUnlisted).length,
  ];
}

const versions = ['1', '2', '3', '4'].map((id) => ({ id, name: id }));

test('KoboToolbox: rights that shrink to some rows, to the form alone, and to nothing; and are given back', async () => {
  let right: KoboRight = 'view';
  const facts = ({ instanceId }: { readonly instanceId: string }) => ({
    submitter: instanceId === 'uuid:1' ? 'adam' : 'rita',
  });
  const options = { users: [user], rights: () => right, facts };
  const server = await startKoboServer({ ...options, data: editedData(versions) });
  closing.push(() => server.close());
  const workspace = newWorkspace();
  const take = async () => pull(workspace, await connectTo('kobo', server));
  await take();
  expect(where(workspace)).toEqual([4, 0, 0]);

  // One is deleted, and said to be, as the server counts as many as it lists.
  server.serve(editedData(versions.slice(0, 3)), facts);
  await take();
  expect(where(workspace)).toEqual([3, 1, 0]);

  right = { by: 'adam' };
  expect((await take()).counts).toMatchObject({ listed: 1, deleted: 1, unlisted: 2, unlistedNow: 2 });
  expect(where(workspace)).toEqual([1, 1, 2]);
  const rows = workspace.rows(editedForm);
  expect([rows.count({}), rows.count({ withoutDeleted: true }), rows.deleted({})]).toEqual([4, 3, 1]);
  const [form] = workspace.submissionCounts.byForm();
  expect(form).toMatchObject({ deletedOnServer: 1, noLongerListed: 2 });
  expect(workspace.totals.all()).toMatchObject([{ onServer: 1, onlyHere: 3, unlisted: 2, here: 4 }]);

  right = 'form';
  const report = await take();
  expect([report.problems, report.isNothingShown]).toEqual([{ 'source.list_refused': 1 }, true]);
  expect(where(workspace)).toEqual([0, 1, 3]);

  right = 'none';
  await expect(take()).rejects.toMatchObject({ code: 'source.no_forms' });
  expect(where(workspace)).toEqual([0, 1, 3]);

  // What was deleted meanwhile is told when the account sees all again.
  server.serve(editedData(versions.slice(0, 2)), facts);
  right = 'view';
  await take();
  expect(where(workspace)).toEqual([2, 2, 0]);
  expect(workspace.problemList.all(null)).toEqual([]);
});

/** The recorded Ona, on which one account has that role in the forms that are named, and none in others. */
function withRole(data: OnaData, name: string, role: string | null, forms: readonly string[]): OnaData {
  return {
    ...data,
    forms: data.forms.map((one) => {
      const users = one.form.users.filter((other) => other.user !== name);
      const isMeant = role !== null && forms.includes(one.form.id_string);
      return { ...one, form: { ...one.form, users: isMeant ? [...users, { user: name, role }] : users } };
    }),
  };
}

test('Ona: a form, and all forms, that are not shared with the account any more', async () => {
  const recorded = readRecordedOna();
  const account = recorded.accounts.find(({ name, token }) => name !== 'nadia' && token !== null);
  if (account?.token == null) throw new Error('no account with a token');
  const { name, token } = account;
  const about = { username: name, api_token: token };
  const data = { ...recorded, accounts: [{ ...account, about }] };
  const server = await startOnaServer({ data: withRole(data, name, 'readonly', ['visit', 'visit_plain']) });
  closing.push(() => server.close());
  const workspace = newWorkspace();
  const take = async (url = server.url) =>
    pull(
      workspace,
      await connectTo('ona', { ...server, url }, { login: { kind: 'token', token: new Secret(token) } }),
    );
  const first = await take();
  expect(first.forms.toSorted()).toEqual(['visit', 'visit_plain']);
  const all = where(workspace)[0];
  expect(all).toBeGreaterThan(4);

  server.serve(withRole(data, name, 'readonly', ['visit_plain']));
  const less = await take();
  expect(less.problems).toMatchObject({ 'source.form_unlisted': 1 });
  expect(less.unlisted).toEqual([{ formId: 'visit', title: 'Household visit' }]);
  expect(where(workspace)).toEqual([all - less.counts.unlisted, 0, less.counts.unlisted]);

  server.serve(withRole(data, name, null, []));
  await expect(take()).rejects.toMatchObject({
    code: 'source.not_shown',
    params: { what: 'owner', name: 'nadia' },
  });
  expect(where(workspace)).toEqual([0, 0, all]);
  for (const [page, what, named] of [
    ['/projects/99999', 'project', '99999'],
    ['/#/nadia/6', 'project', '6'],
    ['/forms/99999', 'form', '99999'],
    ['/#/nadia/6/67', 'form', '67'],
    ['/nobodyatall', 'owner', 'nobodyatall'],
    ['/nadia/forms/visit', 'form', 'visit'],
  ] as const) {
    await expect(take(`${server.origin}${page}`)).rejects.toMatchObject({
      code: 'source.not_shown',
      params: { what, name: named },
    });
  }
});

test('Central: the page of a project that is gone, or not for this account any more, is told and deletes nothing', async () => {
  const first = centralOf(editedData(versions));
  const server = await startCentralServer({ data: first, users: [user] });
  closing.push(() => server.close());
  const workspace = newWorkspace();
  const take = async () => {
    const source = await connectTo('central', { ...server, url: `${server.origin}/#/projects/1/app-users` });
    return pull(workspace, source);
  };
  await take();
  expect(where(workspace)).toEqual([4, 0, 0]);
  server.serve({ ...first, projects: [] });
  await expect(take()).rejects.toMatchObject({ code: 'source.project_unknown' });
  expect(where(workspace)).toEqual([0, 0, 4]);
  expect(workspace.problemList.all(null)).toMatchObject([
    { code: 'source.form_unlisted', formId: editedForm, submissionId: null },
  ]);
  server.serve(first);
  await take();
  expect([where(workspace), workspace.problemList.all(null)]).toEqual([[4, 0, 0], []]);
});

test.each([
  ['central', 'net.forbidden'],
  ['central', 'net.not_found'],
  ['aggregate', 'net.not_found'],
  ['openrosa', 'net.forbidden'],
  ['openrosa', 'net.not_found'],
] as const)('%s: a list that is refused (%s) shows nothing, and deletes nothing', async (kind, code) => {
  const server = await startSampleServer(kind, editedData(versions));
  closing.push(() => server.close());
  const workspace = newWorkspace();
  const take = async (refused: ProblemCode | null) => {
    const source = await connectTo(kind, server);
    const list = source.listSubmissions.bind(source);
    source.listSubmissions = async function* (...asked) {
      if (refused !== null) throw new Problem(code, { host: 'h', file: 'submissionList' });
      yield* list(...asked);
    };
    return pull(workspace, source);
  };
  await take(null);
  const report = await take(code);
  expect([report.problems, report.isNothingShown]).toEqual([{ 'source.list_refused': 1 }, true]);
  expect(where(workspace)).toEqual([0, 0, 4]);
  await take(null);
  expect(where(workspace)).toEqual([4, 0, 0]);
});
