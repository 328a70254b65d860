import { basename } from 'node:path';
import type { Manifest } from '../envelope/manifest.ts';
import type { ProblemCode } from '../ground/problem.ts';
import { type ProblemData, problemData } from '../ground/problem-data.ts';
import type { XmlNotes } from '../ground/xml/characters.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { OpenedAttachment, OpenedSubmission, SubmissionProblem } from '../model/opened.ts';
import { fileProblem } from './file-trouble.ts';
import { type ManifestFile, manifestFiles, type OpenedPart } from './open-parts.ts';

/**
 * The problems that the source has already reported for single files of a submission. `answers` is the name
 * of the file with the encrypted answers. When this file did not come, the problem says that the answers are
 * missing, not an attachment.
 */
export function sourceProblems(
  { problems, parts }: FetchedSubmission,
  answers: string | null = null,
): SubmissionProblem[] {
  // Another file with this name may have come.
  const isLost = !parts.some(({ name, content }) => name === answers && content !== null);
  return problems.map((problem) => {
    const { file } = problem.params;
    if (typeof file !== 'string') return { ...problem, file: null };
    const code = file === answers && isLost ? ofAnswers[problem.code] : undefined;
    return { ...(code === undefined ? problem : problemData(code, { file })), file };
  });
}

/** The code that replaces a code of the source when the file is the one with the answers. */
const ofAnswers: Partial<Record<ProblemCode, 'submission.xml_enc_missing' | 'source.answers_deleted'>> = {
  'source.part_missing': 'submission.xml_enc_missing',
  'source.part_deleted': 'source.answers_deleted',
};

/**
 * The problems of the characters of a document that could be read; usually none. In a plain submission
 * (`isPlain`), bytes that are not text count as damage in transit, because no signature can show it.
 */
export function characterProblems(notes: XmlNotes, file: string, isPlain: boolean): SubmissionProblem[] {
  const replaced = notes.replaced + notes.undecodable;
  if (replaced > 0) {
    const isDamage = isPlain && notes.undecodable > 0;
    const code = isDamage ? 'submission.bytes_damaged' : 'submission.characters_replaced';
    return [{ ...problemData(code, { file, replaced }), file }];
  }
  if (notes.kept === 0) return [];
  return [{ ...problemData('submission.characters_kept', { file, kept: notes.kept }), file }];
}

/** An attachment without plaintext. */
export function absentAttachment(
  name: string,
  ciphertextName: string | null,
  state: 'missing' | 'failed' | 'left-out',
): OpenedAttachment {
  return { name, ciphertextName, state, size: null, md5: null, file: null };
}

type MissingCode = 'submission.attachment_missing' | 'submission.xml_enc_missing';

/**
 * The problems of one file of a submission. None when the file is whole, or when the source has already
 * reported why it is missing.
 */
export function partProblems(
  name: string,
  opened: OpenedPart,
  missing: MissingCode,
  explained: ReadonlySet<string | null>,
): SubmissionProblem[] {
  const file = basename(name.replaceAll('\\', '/'));
  switch (opened.state) {
    case 'present':
      return [];
    case 'missing':
      return explained.has(name) ? [] : [{ ...problemData(missing, { file }), file }];
    case 'unsafe':
      return [{ ...problemData('submission.unsafe_name', { file: name }), file }];
    case 'failed':
      if (opened.damage === 'trouble') return [fileProblem(file, opened.error)];
      return opened.damage === 'length'
        ? [{ ...problemData('decrypt.length', { file, bytes: opened.bytes }), file }]
        : [{ ...problemData('decrypt.padding', { file }), file }];
  }
}

/** The problems of the files that a manifest lists more often than they came. */
export function twiceProblems(listed: ReadonlyMap<string, 'absent' | 'unsure'>): SubmissionProblem[] {
  return [...listed].map(([file, verdict]) => {
    const code = verdict === 'absent' ? 'submission.listed_twice' : 'decrypt.listed_twice_unsure';
    return { ...problemData(code, { file }), file };
  });
}

/**
 * The attachments and problems of a submission that is not decrypted. Takes the problem that says why not.
 * Each part that did not come gets a problem too.
 */
export function unopenedParts(
  fetched: FetchedSubmission,
  manifest: Manifest,
  problem: ProblemData,
): Pick<OpenedSubmission, 'attachments' | 'problems'> {
  const { media, xml } = manifestFiles(manifest, fetched.parts);
  const said = sourceProblems(fetched, manifest.xmlFile);
  const problems: SubmissionProblem[] = [...said, { ...problem, file: null }];
  const explained = new Set(problems.map(({ file }) => file));
  const stateOf = (file: ManifestFile): OpenedPart['state'] =>
    file.unsafe ? 'unsafe' : (file.part?.content ?? null) === null ? 'missing' : 'present';
  const isLeftOut = (file: ManifestFile): boolean => file.part?.notAsked === true;
  const tell = (file: ManifestFile, missing: MissingCode): void => {
    const state = stateOf(file);
    if ((state === 'missing' && !isLeftOut(file)) || state === 'unsafe') {
      problems.push(...partProblems(file.ciphertextName, { state }, missing, explained));
    }
  };
  for (const file of media) {
    const isAnswers = file.ciphertextName === xml?.ciphertextName;
    if (!isAnswers) tell(file, 'submission.attachment_missing');
  }
  if (xml !== null) tell(xml, 'submission.xml_enc_missing');
  const attachments = media.map((file): OpenedAttachment => {
    const absent = absentAttachment(file.name, file.ciphertextName, isLeftOut(file) ? 'left-out' : 'missing');
    return stateOf(file) === 'present' ? { ...absent, state: 'present' } : absent;
  });
  return { attachments, problems };
}
