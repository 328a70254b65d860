// Covers app/submissions/find-xml.ts, app/workspace/status.ts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Workspace } from '../../core/store/workspace.ts';
import { testKey } from '../../fixtures/test-keys.ts';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';
import { findXml } from '../submissions/find-xml.ts';
import { workspaceStatus } from '../workspace/status.ts';
import { listForms } from './list-forms.ts';

const spaces = new TestWorkspaces();
afterAll(() => spaces.close());
const key = testKey('sample-project/keys/TEST-key-2023.pem');

let workspace: Workspace;
beforeAll(async () => {
  workspace = spaces.open();
  await spaces.fill(workspace, [key], 30);
});

test('each form is listed once, with its versions, and whether all of its keys are there', () => {
  const forms = listForms(workspace, new Set([key.fingerprint]));
  expect(forms.map(({ formId }) => formId)).toEqual([...new Set(forms.map(({ formId }) => formId))].sort());
  expect(forms.length).toBe(3);
  for (const form of forms) {
    const { submissions, readable, notReadable, sealed, stored } = form.counts;
    expect(readable + notReadable).toBe(submissions);
    expect(stored).toBe(sealed);
    expect(form).toMatchObject({ encrypted: true, state: null, noLongerShown: false, sources: ['Sample'] });
    expect(form.availableKey).toBe(form.keyFingerprints.every((one) => one === key.fingerprint));
  }
  expect(forms.some(({ availableKey }) => !availableKey)).toBe(true);
});

test('the status is the sum over all forms', () => {
  const forms = listForms(workspace, new Set());
  const status = workspaceStatus(workspace, new Date());
  const sum = forms.reduce((all, { counts }) => all + counts.submissions, 0);
  expect(status).toMatchObject({ workspace: workspace.folder, forms: forms.length, submissions: sum });
  expect(status.readable + status.notReadable).toBe(sum);
  expect(status.waitingForKey).toBeGreaterThan(0);
});

test('a document is found by its instance ID, and only in the form that is named', () => {
  const [one] = [...workspace.submissionList.all(null, false)].filter(({ state }) => state === 'decrypted');
  if (one?.instanceId == null) throw new Error('something is decrypted');
  const { newest, count } = findXml(workspace, one.instanceId, one.formId);
  expect(count).toBe(1);
  expect(newest.bytes !== null || newest.file !== null).toBe(true);
  const failing = (form: string | null, id: string) => () => findXml(workspace, id, form);
  expect(failing(null, 'uuid:none')).toThrow(expect.objectContaining({ code: 'usage.submission_unknown' }));
  expect(failing('none', one.instanceId)).toThrow(expect.objectContaining({ code: 'usage.form_unknown' }));
});
