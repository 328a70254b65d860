import { type Manifest, readDeprecatedId, readManifest, readRootId } from '../envelope/manifest.ts';
import { problemData } from '../ground/problem-data.ts';
import { attribute, type XmlElement } from '../ground/xml/xml.ts';
import { readWhole } from '../model/content.ts';
import type { Content, FetchedSubmission } from '../model/fetched.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { OpenedAttachment, OpenedSubmission, SubmissionProblem } from '../model/opened.ts';
import type { SubmissionState } from '../model/states.ts';
import {
  type Answers,
  type FormHint,
  formHint,
  NO_ANSWERS,
  type ReadDocument,
  readAnswers,
  readContent,
  readPlaintext,
} from '../record/read-answers.ts';
import { manifestContentId } from './content-id.ts';
import { fileProblem } from './file-trouble.ts';
import { filesFolderOf, keepFile, keepOpenedXml } from './keep-files.ts';
import { openFiles } from './open-files.ts';
import { discard } from './open-parts.ts';
import { discardAll, type OpenedFiles } from './opened-files.ts';
import {
  absentAttachment,
  characterProblems,
  partProblems,
  sourceProblems,
  twiceProblems,
  unopenedParts,
} from './part-problems.ts';
import { nameOf, type OpenContext, orTrouble, presentParts, UNREAD } from './submission-parts.ts';
import { unreadable } from './unreadable.ts';

/**
 * Decrypts the files of an encrypted submission (`submission-format` §4 to §8), keeps those that are whole,
 * and reads the answers. Takes the fetched submission, its document and the manifest in it. Returns what is
 * to be stored. Throws when the disk cannot be written.
 */
export function openEncrypted(
  fetched: FetchedSubmission,
  { root, notes, bytes }: ReadDocument,
  manifest: Manifest,
  context: OpenContext,
): OpenedSubmission {
  const { inlineLimit } = context;
  const contentId = manifestContentId(manifest);
  const folder = filesFolderOf(context, contentId);
  const form = formHint(context.forms, manifest.formId, manifest.version);
  const outcome = openFiles({
    manifest,
    written: notes.replaced === 0 ? manifest : asWritten(fetched.xml, manifest, inlineLimit),
    manifestName: nameOf(fetched.xml),
    parts: fetched.parts,
    serverId: fetched.ref.locator,
    keys: keysFor(context.keys, form),
    folder,
    filesFolder: context.filesFolder,
    inlineLimit,
  });
  const common = {
    formId: manifest.formId,
    version: manifest.version,
    contentId,
    placed: null,
    encrypted: true,
    // Some clients write it into the manifest too. It is then known before a key is available.
    deprecatedId: readDeprecatedId(root),
    rootId: readRootId(root),
    submissionDate: fetched.facts.submissionDate ?? attribute(root, 'submissionDate'),
    manifest: bytes ?? readWhole(fetched.xml),
  };
  const arrived = presentParts(fetched);
  const isProved = !('problem' in outcome) && outcome.signature === 'valid';
  if (!isProved && notes.undecodable > 0) {
    // The key or the ID may be damaged, so nobody knows which submission this is.
    if (!('problem' in outcome)) discardAll(outcome);
    const problem = problemData('submission.xml_invalid', { file: nameOf(fetched.xml), why: 'encoding' });
    return unreadable(fetched, problem, context);
  }
  if ('problem' in outcome) {
    return {
      ...UNREAD,
      ...common,
      instanceId: manifest.instanceId ?? manifest.rootInstanceId,
      state: outcome.state,
      signature:
        manifest.signature !== null ? 'not-checkable' : manifest.isOfNoSigner ? 'unsigned' : 'absent',
      ...unopenedParts(fetched, manifest, outcome.problem),
      ciphertext: arrived,
    };
  }

  const problems = [
    ...sourceProblems(fetched, manifest.xmlFile).filter(
      (problem) => outcome.signature !== 'valid' || !isOfOther(problem),
    ),
    ...twiceProblems(outcome.listedTwice),
  ];
  const explained = new Set(problems.map((problem) => problem.file));
  const attachments = outcome.media.map(({ file, opened }): OpenedAttachment => {
    const { name, ciphertextName } = file;
    if (file.part?.notAsked === true) return absentAttachment(name, ciphertextName, 'left-out');
    // Some clients also list the answers as an attachment.
    const isAnswers = ciphertextName === manifest.xmlFile && opened.state === 'missing';
    if (!isAnswers) {
      problems.push(...partProblems(ciphertextName, opened, 'submission.attachment_missing', explained));
    }
    if (opened.state !== 'present') {
      return absentAttachment(name, ciphertextName, opened.state === 'failed' ? 'failed' : 'missing');
    }
    const { size, md5 } = opened.file;
    const kept = orTrouble(() => keepFile(opened.file, file.diskName, folder), context);
    if ('value' in kept) return { name, ciphertextName, state: 'present', size, md5, file: kept.value };
    discard(opened);
    problems.push(fileProblem(name, kept.trouble));
    return absentAttachment(name, ciphertextName, 'failed');
  });
  const xmlName = outcome.xml.file?.ciphertextName ?? 'submission.xml.enc';
  const xml = outcome.xml.opened;
  problems.push(...partProblems(xmlName, xml, 'submission.xml_enc_missing', explained));

  let answersRoot: XmlElement | null = null;
  let kept: Content | null = null;
  if (xml.state === 'present') {
    const answered = readPlaintext(xml.file, xmlName, inlineLimit);
    if ('code' in answered) problems.push(answered);
    else {
      answersRoot = answered.root;
      // A signature mismatch already reports the damage that made these characters.
      if (outcome.signature !== 'mismatch')
        problems.push(...characterProblems(answered.notes, xmlName, false));
    }
    kept = keepOpenedXml(xml.file, folder, inlineLimit);
  }
  const answers: Answers =
    answersRoot === null ? NO_ANSWERS : readAnswers(answersRoot, outcome.instanceId, form);
  problems.push(...outcome.problems.map((problem) => ({ ...problem, file: null })));

  const isAllKept = attachments.every((attachment) => attachment.state === 'present');
  const state = stateOf(outcome, answersRoot !== null, isAllKept);
  // A client that never signs gives no proof. Its submission counts as safe when all of it is decrypted and
  // read.
  const isChosen = !outcome.problems.some(({ code }) => code === 'decrypt.several_files_unsure');
  const isSafe = state === 'decrypted' && isChosen && ['valid', 'unsigned'].includes(outcome.signature);
  const { keepCiphertext } = context;
  const isKept = typeof keepCiphertext === 'boolean' ? keepCiphertext : keepCiphertext.has(manifest.formId);
  return {
    ...common,
    ...answers,
    instanceId: outcome.instanceId,
    state,
    signature: outcome.signature,
    repaired: outcome.repaired,
    keyFingerprint: outcome.key.fingerprint,
    signedDigest: outcome.signedDigest,
    deprecatedId: (answersRoot && readDeprecatedId(answersRoot)) ?? common.deprecatedId,
    rootId: (answersRoot && readRootId(answersRoot)) ?? common.rootId,
    xml: kept,
    xmlMd5: xml.state === 'present' ? xml.file.md5 : null,
    attachments,
    ciphertext: isSafe && !isKept ? [] : arrived,
    problems,
  };
}

/**
 * The manifest with every character as its client wrote it. Takes the document, and the readable manifest to
 * return when the document has no other.
 */
function asWritten(xml: Content, manifest: Manifest, inlineLimit: number): Manifest {
  return readManifest(readContent(xml, inlineLimit, { exact: true }).root) ?? manifest;
}

/**
 * Whether the source or the network had a problem with one file. When the signature proves the file that
 * came, the problem was with another file of the same name, and does not matter.
 */
function isOfOther({ code, file }: SubmissionProblem): boolean {
  return file !== null && /^(source|net)\./.test(code);
}

/** The keys in the order to try them: the key that the form names, then the others. */
function keysFor(keys: readonly UnlockedKey[], form: FormHint | null): readonly UnlockedKey[] {
  const named = form?.keyFingerprint ?? null;
  if (named === null || keys[0]?.fingerprint === named) return keys;
  return [...keys].sort((a, b) => Number(b.fingerprint === named) - Number(a.fingerprint === named));
}

function stateOf(
  { xml, listedTwice }: OpenedFiles,
  isReadable: boolean,
  isAllKept: boolean,
): SubmissionState {
  if (!isReadable) return xml.opened.state === 'missing' ? 'incomplete' : 'failed';
  // The manifest lists a file more often than it came.
  if (listedTwice.size > 0) return 'incomplete';
  return isAllKept ? 'decrypted' : 'incomplete';
}
