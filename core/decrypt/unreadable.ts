import type { ProblemData } from '../ground/problem.ts';
import { readWhole, sizeOf } from '../model/content.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { OpenedSubmission } from '../model/opened.ts';
import { bytesContentId } from './content-id.ts';
import { sourceProblems } from './part-problems.ts';
import { nameOf, type OpenContext, presentParts, UNREAD } from './submission-parts.ts';

/** Returns a submission that cannot be read at all, as it came. Its bytes are its identity. */
export function unreadable(
  fetched: FetchedSubmission,
  problem: ProblemData,
  { inlineLimit }: OpenContext,
): OpenedSubmission {
  const isSmall = sizeOf(fetched.xml) <= inlineLimit;
  const bytes = isSmall ? readWhole(fetched.xml) : new Uint8Array();
  const arrived = presentParts(fetched);
  if (!isSmall) arrived.push({ name: nameOf(fetched.xml), content: fetched.xml });
  return {
    ...UNREAD,
    formId: fetched.ref.formId === '' ? null : fetched.ref.formId,
    version: null,
    instanceId: null,
    contentId: bytesContentId(bytes, fetched.ref.locator),
    encrypted: arrived.some(({ name }) => name.endsWith('.enc')),
    state: 'failed',
    signature: 'not-checkable',
    submissionDate: fetched.facts.submissionDate,
    manifest: bytes,
    attachments: [],
    ciphertext: arrived,
    problems: [...sourceProblems(fetched), { ...problem, file: nameOf(fetched.xml) }],
  };
}
