import { basename, dirname } from 'node:path';
import {
  isManifest,
  type Manifest,
  readDeprecatedId,
  readHeader,
  readManifest,
  readRootId,
} from '../envelope/manifest.ts';
import { diskName } from '../ground/file-name.ts';
import { type ProblemData, problemData } from '../ground/problem.ts';
import { attribute, type XmlDocument, type XmlElement, XmlError } from '../ground/xml/xml.ts';
import { readWhole, sizeOf } from '../model/content.ts';
import type { Content, FetchedPart, FetchedSubmission } from '../model/fetched.ts';
import type { UnlockedKey } from '../model/key.ts';
import type { OpenedAttachment, OpenedSubmission, SubmissionProblem } from '../model/opened.ts';
import type { SubmissionState } from '../model/states.ts';
import {
  type Answers,
  type FormHint,
  formHint,
  NO_ANSWERS,
  readAnswers,
  readContent,
  readPlaintext,
} from '../record/read-answers.ts';
import { bytesContentId, manifestContentId, plainIdentity } from './content-id.ts';
import { withEarlierVersion } from './earlier-version.ts';
import { fileProblem, fileTrouble } from './file-trouble.ts';
import { filesFolderOf, keepCopy, keepFile, keepOpenedXml, keepXml } from './keep-files.ts';
import { discardAll, type OpenedFiles, openFiles } from './open-encrypted.ts';
import { discard } from './open-parts.ts';
import {
  absentAttachment,
  characterProblems,
  partProblems,
  sourceProblems,
  twiceProblems,
  unopenedParts,
} from './part-problems.ts';

export interface OpenContext {
  readonly keys: readonly UnlockedKey[];
  readonly forms: readonly FormHint[];
  /** The workspace's folder for plaintext files; below it one folder a submission. */
  readonly filesFolder: string;
  /** Larger files go from file to file; smaller ones are opened in memory. */
  readonly inlineLimit: number;
  /** Keep the ciphertext of submissions that are open and proved, too: of all, or of the forms with these ids. */
  readonly keepCiphertext: boolean | ReadonlySet<string>;
}

/**
 * Turns one submission as it came into what is to be stored: decides from the submission alone whether it is encrypted,
 * opens it, and reads its records. Whatever is wrong with it or with its files becomes a problem of this submission.
 * Throws when the disk cannot be written, or its own document or folder cannot be read.
 */
export function openSubmission(fetched: FetchedSubmission, context: OpenContext): OpenedSubmission {
  const open = (one: FetchedSubmission): OpenedSubmission => openOne(one, context);
  return withEarlierVersion(open(fetched), fetched, context.filesFolder, open);
}

function openOne(fetched: FetchedSubmission, context: OpenContext): OpenedSubmission {
  const file = nameOf(fetched.xml);
  if (sizeOf(fetched.xml) === 0)
    return unreadable(fetched, problemData('submission.empty', { file }), context);
  let document: XmlDocument;
  try {
    document = readContent(fetched.xml, context.inlineLimit);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return unreadable(fetched, problemData('submission.xml_invalid', { file, why: error.message }), context);
  }
  const { root } = document;
  if (!isManifest(root)) return openPlain(fetched, document, context);
  const manifest = readManifest(root);
  if (manifest === null) return unreadable(fetched, problemData('submission.no_form_id', { file }), context);
  return openEncrypted(fetched, document, manifest, context);
}

/** The parts of a result that a submission without readable answers shares. */
const UNREAD = {
  repaired: null,
  keyFingerprint: null,
  signedDigest: null,
  deprecatedId: null,
  placed: null,
  rootId: null,
  xml: null,
  xmlMd5: null,
  ...NO_ANSWERS,
} as const;

function openEncrypted(
  fetched: FetchedSubmission,
  { root, notes }: XmlDocument,
  manifest: Manifest,
  context: OpenContext,
): OpenedSubmission {
  const { inlineLimit } = context;
  const contentId = manifestContentId(manifest);
  const folder = filesFolderOf(context.filesFolder, contentId);
  const form = formHint(context.forms, manifest.formId, manifest.version);
  const outcome = openFiles({
    manifest,
    written: notes.replaced === 0 ? manifest : asWritten(fetched.xml, manifest, inlineLimit),
    manifestName: nameOf(fetched.xml),
    parts: fetched.parts,
    serverId: fetched.ref.locator,
    keys: keysFor(context.keys, form),
    folder: folder.path,
    filesFolder: context.filesFolder,
    inlineLimit,
  });
  const common = {
    formId: manifest.formId,
    version: manifest.version,
    contentId,
    placed: null,
    encrypted: true,
    // Some clients say it in the manifest too, so that it is known before a key is at hand.
    deprecatedId: readDeprecatedId(root),
    rootId: readRootId(root),
    submissionDate: fetched.facts.submissionDate ?? attribute(root, 'submissionDate'),
    manifest: readWhole(fetched.xml),
  };
  const arrived = presentParts(fetched);
  const isProved = !('problem' in outcome) && outcome.signature === 'valid';
  if (!isProved && notes.undecodable > 0) {
    // Its key or its ID may be what was damaged: it is not known to be this submission at all.
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
    // Some list the answers as an attachment, too.
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
      // A signature that does not match says more than the characters that the damage has made.
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
  // What its client never signs is as safe as it can be once all of it is decrypted, padded right and read.
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

/** A manifest with every character as its client wrote it. Takes the same document's readable manifest. */
function asWritten(xml: Content, manifest: Manifest, inlineLimit: number): Manifest {
  return readManifest(readContent(xml, inlineLimit, { exact: true }).root) ?? manifest;
}

function openPlain(
  fetched: FetchedSubmission,
  { root, notes }: XmlDocument,
  context: OpenContext,
): OpenedSubmission {
  const { version, formId: named } = readHeader(root);
  const identity = plainIdentity(root, fetched.ref.locator, ownNameOf(fetched));
  const { instanceId, contentId } = identity;
  const folder = filesFolderOf(context.filesFolder, contentId);
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
    xml: keepXml(fetched.xml, folder, context.inlineLimit),
    attachments,
    ciphertext: [],
    problems,
  };
}

/** Of several files of one name the newest, which comes first. */
function newestOfEach(parts: readonly FetchedPart[]): readonly FetchedPart[] {
  return parts.filter(({ name }, at) => parts.findIndex((other) => other.name === name) === at);
}

/** What was wrong with another file of a name is of no concern where the one that came is proved. */
function isOfOther({ code, file }: SubmissionProblem): boolean {
  return file !== null && /^(source|net)\./.test(code);
}

/** What `keep` gives, or the file system's code where that one file is the problem, and not the disk. */
function orTrouble<T>(
  keep: () => T,
  { filesFolder }: OpenContext,
): { readonly value: T } | { readonly trouble: string } {
  try {
    return { value: keep() };
  } catch (error) {
    const trouble = fileTrouble(error, filesFolder);
    if (trouble === null) throw error;
    return { trouble };
  }
}

/** What cannot be read as a submission at all is kept as it came, under the identity of its bytes. */
function unreadable(
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

/** The key that the form names first, then the others. */
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
  // Of the files of one name, all but one never came.
  if (listedTwice.size > 0) return 'incomplete';
  return isAllKept ? 'decrypted' : 'incomplete';
}

function presentParts(fetched: FetchedSubmission): { name: string; content: Content }[] {
  return fetched.parts.flatMap(({ name, content }) => (content === null ? [] : [{ name, content }]));
}

/** What the submission's folder is called, or its file where several share a folder; what its server calls it. */
export function ownNameOf({ ref, xml }: FetchedSubmission): string {
  const name = ref.locator === '.' && xml.kind === 'file' ? dirname(xml.path) : ref.locator;
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

/** What the document of a submission is called. */
export function nameOf(content: Content): string {
  return content.kind === 'file' ? basename(content.path) : 'submission.xml';
}
