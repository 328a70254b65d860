// Covers core/pull/inline-limit.ts.
import { expect, test } from 'vitest';
import { tinyManifest } from '../../fixtures/servers/tiny-data.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { Workspace } from '../store/workspace.ts';
import { fillParts } from './fill-parts.ts';

const content = (text: string) => ({ kind: 'bytes', bytes: Buffer.from(text) }) as const;

test('all files with one name that are here are added to a submission that came without them', () => {
  const files = ['newest', 'older'].map((text) => ({ name: 'submission.xml.enc', content: content(text) }));
  const here = { contentId: '', files };
  const kept = { filesOf: () => here, filesOfContent: () => here, hasOtherSources: () => false };
  const photo = { name: 'photo.jpg.enc', content: content('photo') };
  const fetched: FetchedSubmission = {
    ref: { formId: 'household', locator: 'uuid:x', stamp: '' },
    xml: content(tinyManifest('household', 'uuid:x', ['photo.jpg.enc'])),
    parts: [{ name: 'submission.xml.enc', content: null }, photo],
    facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
    problems: [{ code: 'source.part_missing', params: { file: 'submission.xml.enc' } }],
  };
  const filled = fillParts({ kept } as unknown as Workspace, 'ona', fetched);
  expect([filled.parts, filled.problems]).toEqual([[photo, ...files], []]);
});
