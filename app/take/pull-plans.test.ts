// Covers app/take/listed-form.ts.
import { afterAll, expect, test } from 'vitest';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { planAgain, planPull, planRetry } from './pull-plans.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());

const form = (formId: string) => ({
  formId,
  version: null,
  name: formId,
  locator: formId,
  mediaLocator: null,
});

test('a pull has the requested forms, else the chosen ones', () => {
  const workspace = spaces.open();
  expect(() => planPull(workspace, null, false)).toThrow(
    expect.objectContaining({ code: 'engine.nothing_to_pull' }),
  );
  workspace.transaction(() =>
    workspace.sourceForms.putList('s', [form('a'), form('b')], { isPartial: false }),
  );
  workspace.transaction(() => workspace.sourceForms.choose('s', 'b', true));
  expect(planPull(workspace, null, false)).toEqual({
    kind: 'pull',
    forms: [{ source: 's', formId: 'b' }],
    full: false,
    refs: null,
  });
  expect(planPull(workspace, [{ source: 's', formId: 'a' }], true)).toMatchObject({
    forms: [{ source: 's', formId: 'a' }],
    full: true,
  });
});

test('forms that only their submissions name are pulled as the nameless one of their source, once', () => {
  const workspace = spaces.open();
  workspace.transaction(() => workspace.sourceForms.putList('folder', [form('')], { isPartial: false }));
  const asked = ['a', 'b'].map((formId) => ({ source: 'folder', formId }));
  expect(planPull(workspace, asked, false).forms).toEqual([{ source: 'folder', formId: '' }]);
  expect(planRetry(workspace, asked).forms).toEqual([{ source: 'folder', formId: '' }]);
});

test('when nothing failed there is nothing to retry', () => {
  expect(() => planRetry(spaces.open(), null)).toThrow(
    expect.objectContaining({ code: 'engine.nothing_to_retry' }),
  );
});

test('a pull can be repeated, and an unknown pull is refused', () => {
  const workspace = spaces.open();
  const plan = { kind: 'pull', forms: [{ source: 's', formId: 'a' }], full: true, refs: null } as const;
  const id = workspace.transaction(() => workspace.pulls.start('pull', '2026-01-01T00:00:00.000Z', plan));
  expect(planAgain(workspace, id)).toEqual(plan);
  expect(() => planAgain(workspace, id + 1)).toThrow(
    expect.objectContaining({ code: 'engine.pull_unknown' }),
  );
});
