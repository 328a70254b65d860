// Covers core/store/listed-writer.ts, core/store/pending-refs.ts, core/store/seen-refs.ts,
// core/store/version-standing.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testWorkspace } from '../../fixtures/switched-workspace.ts';

const root = mkdtempSync(join(tmpdir(), 'attache-listings-'));
const workspace = testWorkspace(root);
afterAll(() => {
  workspace.close();
  rmSync(root, { recursive: true, force: true });
});

const { listings, pendingRefs } = workspace;
const put = (source: string, locators: readonly string[], seen = listings.startSeeing()) => {
  const refs = locators.map((locator) => ({ formId: 'f', locator, stamp: '' }));
  workspace.transaction(() => listings.putPage(source, 'f', refs, null, seen));
  return seen;
};
const mark = (source: string, seen: ReturnType<typeof put>): void => {
  workspace.transaction(() => [...listings.markGone(source, 'f', seen, () => true)]);
};
const all = { taking: 'pull', since: null, media: true, drafts: false, unproved: false, keys: [] } as const;
const listed = (source: string): number => pendingRefs.count(source, 'f', all).listed;

test('what a whole list does not hold any more is gone, and back when it is listed again', () => {
  put('s', ['a', 'b', 'c']);
  mark('s', put('s', ['a', 'c']));
  expect(listed('s')).toBe(2);
  expect([...pendingRefs.all('s', 'f', all)].map(({ ref }) => ref.locator)).toEqual(['a', 'c']);
  put('s', ['b']);
  expect(listed('s')).toBe(3);
});

test('what another reading of the list adds meanwhile is not gone', () => {
  const seen = put('t', ['a']);
  put('t', ['new']);
  mark('t', seen);
  expect(listed('t')).toBe(2);
});

test('thousands of rows are marked in steps, and other sources and forms are left alone', () => {
  const many = Array.from({ length: 12_000 }, (_, i) => `r${i}`);
  put('u', many);
  put('v', many.slice(0, 10));
  const seen = put('u', many.slice(0, 6000));
  let steps = 0;
  for (const _ of listings.markGone('u', 'f', seen, () => true)) steps += 1;
  expect(steps).toBe(2);
  expect([listed('u'), listed('v')]).toEqual([6000, 10]);
});

test('pages of what is listed', () => {
  const page = listings.page('v', 'f', 8, 5);
  expect(page.total).toBe(10);
  expect(page.ids).toEqual([
    { id: 'r8', isHere: false },
    { id: 'r9', isHere: false },
  ]);
  expect(listings.page('v', 'other', 0, 5)).toEqual({ total: 0, ids: [] });
});
