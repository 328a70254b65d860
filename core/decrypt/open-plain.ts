import { readDeprecatedId, readHeader, readRootId } from '../envelope/manifest.ts';
import { diskName } from '../ground/file-name.ts';
import { problemData } from '../ground/problem-data.ts';
import { attribute } from '../ground/xml/xml.ts';
import type { FetchedPart, FetchedSubmission } from '../model/fetched.ts';
import type { OpenedAttachment, OpenedSubmission } from '../model/opened.ts';
import { formHint, type ReadDocument, readAnswers } from '../record/read-answers.ts';
import { plainIdentity } from './content-id.ts';
import { fileProblem } from './file-trouble.ts';
import { filesFolderOf, keepCopy, keepLargeXml } from './keep-files.ts';
import { absentAttachment, characterProblems, sourceProblems } from './part-problems.ts';
import { nameOf, type OpenContext, orTrouble, ownNameOf, UNREAD } from './submission-parts.ts';

/**
 * Reads a submission that is not encrypted and copies its files. Returns what is to be stored. Throws when
 * the disk cannot be written.
 */
export function openPlain(
  fetched: FetchedSubmission,
  { root, notes, bytes }: ReadDocument,
  context: OpenContext,
): OpenedSubmission {
  const { version, formId: named } = readHeader(root);
  const identity = plainIdentity(root, fetched.ref.locator, ownNameOf(fetched));
  const { instanceId, contentId } = identity;
  const folder = filesFolderOf(context, contentId);
  const formId = named ?? (fetched.ref.formId === '' ? null : fetched.ref.formId);
  const form = formId === null ? null : formHint(context.forms, formId, version);
  const problems = sourceProblems(fetched);
  problems.push(...characterProblems(notes, nameOf(fetched.xml), true));
  if (formId === null) {
    problems.push({ ...problemData('submission.no_form_id', { file: nameOf(fetched.xml) }), file: null });
  }
  const taken = new Set<string>();
  const attachments = newestOfEach(fetched.parts).map(({ name, content, notAsked }): OpenedAttachment => {
    if (content === null) return absentAttachment(name, null, notAsked === true ? 'left-out' : 'missing');
    const kept = orTrouble(() => keepCopy(content, diskName(name, taken), folder), context);
    if (!('value' in kept)) {
      problems.push(fileProblem(name, kept.trouble));
      return absentAttachment(name, null, 'failed');
    }
    const { size, md5 } = kept.value.opened;
    return { name, ciphertextName: null, state: 'present', size, md5, file: kept.value.file };
  });
  const isWhole = attachments.every(({ state }) => state === 'present');
  return {
    ...UNREAD,
    ...readAnswers(root, instanceId ?? contentId, form),
    formId,
    version,
    ...identity,
    encrypted: false,
    ...(named === null && formId !== null ? { isFormGuessed: true } : {}),
    state: isWhole ? 'decrypted' : 'incomplete',
    signature: 'absent',
    submissionDate: fetched.facts.submissionDate ?? attribute(root, 'submissionDate'),
    deprecatedId: readDeprecatedId(root),
    rootId: readRootId(root),
    manifest: null,
    xml: bytes === null ? keepLargeXml(fetched.xml, folder) : { kind: 'bytes', bytes },
    attachments,
    ciphertext: [],
    problems,
  };
}

/** One part for each name: the newest, which comes first. */
function newestOfEach(parts: readonly FetchedPart[]): readonly FetchedPart[] {
  return parts.filter(({ name }, at) => parts.findIndex((other) => other.name === name) === at);
}
