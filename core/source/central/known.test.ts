// Covers core/source/note.ts.
import { expect, test } from 'vitest';
import type { Row } from './documents.ts';
import { known, knownOf, manifestFiles, stampOf } from './known.ts';

const system = {
  submissionDate: '2026-01-02T03:04:05.678Z',
  updatedAt: null,
  submitterName: 'Amina',
  attachmentsPresent: 1,
  attachmentsExpected: 2,
  reviewState: null,
  deviceId: 'collect:1',
  edits: 0,
};

function row(changes: Partial<Row['__system']> = {}): Row {
  return { __id: 'uuid:1', __system: { ...system, ...changes } };
}

test('what a row says is kept as a note, and read back', () => {
  const kept = knownOf(row());
  expect(kept).toEqual({
    facts: {
      submissionDate: '2026-01-02T03:04:05.678Z',
      submitter: 'Amina',
      device: 'collect:1',
      reviewState: null,
    },
    files: 2,
    isEdited: false,
    isAllThere: false,
  });
  expect(known.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
});

test('what a row does not say is not known, and is not taken for whole', () => {
  expect(knownOf({ __id: 'uuid:1', __system: {} })).toMatchObject({
    files: -1,
    isEdited: true,
    isAllThere: false,
  });
  expect(knownOf(row({ attachmentsPresent: 2 })).isAllThere).toBe(true);
});

test.each([
  ['an update', { updatedAt: '2026-02-01T00:00:00Z' }],
  ['a review', { reviewState: 'approved' }],
  ['a late file', { attachmentsPresent: 2 }],
  ['an edit', { edits: 1 }],
])('%s changes the stamp', (_what, change) => {
  expect(stampOf(row(change))).not.toBe(stampOf(row()));
  expect(stampOf(row(change))).toBe(stampOf(row(change)));
});

test('who sends a submission does not change its stamp', () => {
  expect(stampOf(row({ submitterName: 'Baraka', deviceId: null }))).toBe(stampOf(row()));
});

test('a plain submission, and what is no XML, name no files', () => {
  expect(manifestFiles(Buffer.from('<data id="a"><q>1</q></data>'))).toBeNull();
  expect(manifestFiles(Buffer.from('<data'))).toBeNull();
});
