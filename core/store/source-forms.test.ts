// Covers core/model/form-ref.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';
import type { FormRef } from '../model/form-ref.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-source-forms-'));
const workspace = testWorkspace(root);
afterAll(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

test('why a form takes no submissions is kept as its server last said it', () => {
  const ref: FormRef = { formId: 'f', version: null, name: 'F', locator: 'f', mediaLocator: null };
  const told = (state: FormRef['state']) => {
    const forms = [state === undefined ? ref : { ...ref, state }];
    workspace.transaction(() => workspace.sourceForms.putList('s', forms));
    return workspace.sourceForms.find('s', 'f')?.serverState;
  };
  expect([told(undefined), told('closed'), told('archived'), told(undefined)]).toEqual([
    null,
    'closed',
    'archived',
    null,
  ]);
});
