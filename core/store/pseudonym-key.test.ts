import { expect, onTestFinished, test } from 'vitest';
import { TestWorkspaces } from '../../fixtures/test-workspaces.ts';

test('each workspace has its own key, which never changes', () => {
  const spaces = new TestWorkspaces();
  onTestFinished(() => spaces.close());
  const keys = [spaces.open(), spaces.open()].map(({ pseudonymKey }) => [
    pseudonymKey.key(),
    pseudonymKey.key(),
  ]);
  for (const [first, again] of keys) expect(first).toEqual(again);
  expect(keys[0]?.[0]).not.toEqual(keys[1]?.[0]);
  expect(keys[0]?.[0]).toHaveLength(32);
});
