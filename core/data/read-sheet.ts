import { basename } from 'node:path';
import { type FileInput, openInput } from '../ground/file-cipher.ts';
import { Problem, type ProblemData } from '../ground/problem.ts';
import { decodeXml } from '../ground/xml/decode.ts';
import type { Wording } from '../model/table-view.ts';
import { ON_SERVER } from '../store/on-server.ts';
import type { Reading } from './reading.ts';
import { answerNamed, headingOf, insideOf, sheetBody } from './sheet.ts';

const MOST_XML = 2 * 1024 * 1024;

/**
 * Returns everything that is known about one submission, for the pane beside the table. Throws
 * `engine.submission_unknown`.
 */
export function readSheet(reading: Reading, submissionId: number, wording: Wording) {
  const submission = reading.browse.submission.submission(submissionId);
  if (submission === null) throw new Problem('engine.submission_unknown', {});
  const form = reading.form(submission.formId ?? '');
  const versions = reading.browse.submission
    .versionsOf(submissionId)
    .map(({ id, instanceId, storedAt, isReadable, isRow }) => ({
      submissionId: id,
      instanceId,
      storedAt,
      isReadable: isReadable === 1,
      isRow: isRow === 1,
    }));
  const records = reading.browse.submission.records(submissionId);
  const attachments = reading.browse.submission.attachments(submissionId);
  const { filesFolder, fileKeys } = reading;
  const source = { form, submission, records, attachments, filesFolder, fileKeys, wording };
  return {
    submissionId,
    formId: submission.formId ?? '',
    heading: headingOf(source),
    isReadable: submission.recordCount > 0,
    signature: submission.encrypted === 1 ? submission.signature : ('not-encrypted' as const),
    isRepaired: submission.repaired !== null,
    keyFingerprint: submission.keyFingerprint,
    versions: versions.length === 1 ? [] : versions,
    isDeleted: submission.onServer === ON_SERVER.deleted,
    isUnlisted: submission.onServer === ON_SERVER.unlisted,
    editOf: submission.deprecatedId,
    problems: reading.browse.submission
      .problemsOf(submissionId)
      .map(({ code, params }) => ({ code, params: JSON.parse(params) }) as ProblemData),
    body: sheetBody(source),
    about: {
      instanceId: submission.instanceId,
      version: submission.version ?? '',
      started: answerNamed(source, /^(start|starttime|start_time)$/i),
      ended: answerNamed(source, /^(end|endtime|end_time)$/i),
      received: submission.submissionDate,
      storedAt: submission.storedAt,
      device: submission.device ?? answerNamed(source, /^(deviceid|device_id)$/i),
      submitter: submission.submitter ?? answerNamed(source, /^username$/i),
      review: submission.reviewState,
      encryptedFileKept: reading.browse.submission.keepsCiphertext(submissionId),
      sources: reading.browse.submission.sourcesOf(submissionId),
      files: attachments.map(({ name, size, md5, file }) => ({
        name,
        bytes: size,
        md5,
        isMissing: file === null,
      })),
    },
  };
}

/** Returns a piece of an attachment's plaintext. Throws `store.file_missing`. */
export function readMedia(
  reading: Reading,
  submissionId: number,
  position: number,
  offset: number,
  length: number,
): { bytes: Uint8Array; size: number } {
  return readPiece(reading, storedFile(reading, submissionId, position), offset, length);
}

/** Returns the path of an attachment in the workspace. Throws `store.file_missing`. */
export function storedFile(reading: Reading, submissionId: number, position: number): string {
  const found = reading.browse.submission
    .attachments(submissionId)
    .find((attachment) => attachment.position === position);
  const path = found?.file == null ? null : insideOf(reading.filesFolder, found.file);
  if (path === null) throw new Problem('store.file_missing', { file: found?.name ?? 'file' });
  return path;
}

/**
 * Returns the plaintext XML of a submission, only its beginning when it is long. Throws
 * `engine.submission_unknown`.
 */
export function readXmlText(reading: Reading, submissionId: number): { text: string; isCut: boolean } {
  const found = reading.browse.submission.xml(submissionId);
  if (found === null) throw new Problem('engine.submission_unknown', {});
  const path = found.file === null ? null : insideOf(reading.filesFolder, found.file);
  const { bytes, size } =
    path === null
      ? { bytes: found.xml ?? new Uint8Array(), size: found.xml?.length ?? 0 }
      : readPiece(reading, path, 0, MOST_XML);
  return { text: decodeXml(bytes.subarray(0, MOST_XML)), isCut: size > MOST_XML };
}

/**
 * Returns a piece of a stored file, and the size of the whole file, both as plaintext. Throws
 * `store.file_missing` when the file is gone, and `store.file_changed` when an encrypted file is not as it was
 * written.
 */
function readPiece(
  { fileKeys }: Pick<Reading, 'fileKeys'>,
  path: string,
  offset: number,
  length: number,
): { bytes: Uint8Array; size: number } {
  let input: FileInput | null = null;
  try {
    input = openInput(path, fileKeys?.content ?? null);
    const { size } = input;
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    const read = input.read(bytes, offset);
    return { bytes: bytes.subarray(0, read), size };
  } catch (error) {
    const file = basename(path);
    const isChanged = error instanceof Error && 'code' in error && error.code === 'EBADMSG';
    if (isChanged) throw new Problem('store.file_changed', { file }, { cause: error });
    if (input === null) throw new Problem('store.file_missing', { file }, { cause: error });
    throw error;
  } finally {
    input?.close();
  }
}
