// Covers core/model/pull-settings.ts.
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Problem } from '../../core/ground/problem.ts';
import type { PullSettings, UsualSettings } from '../../core/model/pull-settings.ts';
import type { Source } from '../../core/source/source.ts';
import { FakeClock } from '../../core/testing/fake-clock.ts';
import { caseFolder } from '../../fixtures/corpora/corpora.ts';
import { pullRuns, serverSource } from '../../fixtures/pull-runs.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { ServerSecrets } from '../sources/server-secrets.ts';
import { repeatedForms, scheduleOf } from './due-forms.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const MEDIA = join(caseFolder('g08-media'), 'briefcase');

async function begin() {
  const workspace = spaces.open();
  const clock = new FakeClock(new Date());
  const runs = pullRuns(workspace, { clock });
  const [form] = await runs.add('s', () => serverSource(MEDIA));
  if (form === undefined) throw new Error('no form');
  let repeat: UsualSettings['repeat'] = 'never';
  const context = {
    workspace,
    clock,
    secrets: new ServerSecrets(),
    keychain: null,
    settings: (): UsualSettings => ({ keepEncrypted: 'until-readable', repeat }),
  };
  return {
    workspace,
    clock,
    runs,
    form,
    context,
    repeat: (usual: UsualSettings['repeat']) => {
      repeat = usual;
    },
  };
}

test('chosen forms use the default repeat; a form with its own settings is repeated even if not chosen', async () => {
  const { workspace, context, form, repeat } = await begin();
  expect(repeatedForms(context)).toEqual([]);
  repeat('hourly');
  expect(repeatedForms(context)).toMatchObject([{ ...form, repeat: { kind: 'hourly' } }]);
  workspace.sourceForms.choose(form.source, form.formId, false);
  expect(repeatedForms(context)).toEqual([]);
  const own: PullSettings = {
    which: { kind: 'new' },
    media: true,
    keepEncrypted: 'until-readable',
    exportWith: null,
    repeat: { kind: 'daily', at: '06:00' },
  };
  workspace.sourceForms.set(form.source, form.formId, JSON.stringify(own));
  repeat('never');
  expect(repeatedForms(context)).toMatchObject([{ ...form, repeat: { kind: 'daily' } }]);
});

test('a server that needs a password is not asked, because nobody may be there to type it', async () => {
  const { workspace, context, repeat } = await begin();
  repeat('hourly');
  const server = workspace.servers.find('s');
  if (server === null || server.kind === 'folder') throw new Error('no server');
  const login = { kind: 'password', user: 'amina', passwordEnv: null } as const;
  workspace.servers.change('s', { ...server, settings: { ...server.settings, login } });
  expect(repeatedForms(context)).toEqual([]);
});

test('forms are pulled when they are due, and not before', async () => {
  const { workspace, clock, runs, context, repeat } = await begin();
  const schedule = scheduleOf(context, runs.runner);
  schedule.start();
  await clock.pass(180);
  expect(workspace.pulls.ended(10)).toEqual([]);
  repeat('hourly');
  schedule.replan();
  await clock.pass(61);
  await runs.runner.ended();
  expect(runs.runner.status()).toMatchObject({ kind: 'pull', outcome: 'complete', totals: { stored: 6 } });
  await schedule.stop();
});

test('a server that refused the login is not asked automatically again', async () => {
  const { clock, runs, context, repeat } = await begin();
  let asked = 0;
  runs.change('s', (): Promise<Source> => {
    asked += 1;
    return Promise.reject(new Problem('net.login_refused', { host: 'h', server: 's' } as never));
  });
  repeat('hourly');
  const schedule = scheduleOf(context, runs.runner);
  schedule.start();
  for (let hour = 0; hour < 3; hour += 1) {
    await clock.pass(61);
    await runs.runner.ended();
  }
  expect(asked).toBe(1);
  await schedule.stop();
});
