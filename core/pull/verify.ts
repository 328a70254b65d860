import { createHash, hash, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bugProblem } from '../decrypt/file-trouble.ts';
import { isSignatureOf } from '../decrypt/signature.ts';
import { instanceIdTexts, plainName, readManifest } from '../envelope/manifest.ts';
import { Breath } from '../ground/breath.ts';
import { isFileError } from '../ground/file-error.ts';
import { type ProblemData, problemData } from '../ground/problem.ts';
import { storable } from '../ground/xml/characters.ts';
import { readXml, XmlError } from '../ground/xml/xml.ts';
import { pieces } from '../model/content.ts';
import { unreadablePage, type VerifiableSubmission } from '../store/verifiable.ts';
import type { Workspace } from '../store/workspace.ts';

export interface VerifyFinding extends ProblemData {
  readonly formId: string | null;
  readonly instanceId: string | null;
  readonly file: string | null;
}

export interface VerifyReport {
  readonly submissions: number;
  readonly files: number;
  /** Signatures that were computed again from the stored content, and matched. */
  readonly signatures: number;
  readonly findings: readonly VerifyFinding[];
}

/**
 * Checks everything that is stored against itself, without any key: every page of the database that holds something
 * (`core/store/database-faults.ts`), the MD5 of every plaintext file and of every encrypted file that is kept, and
 * every signature that was valid when it came. A finding means a change or loss on this computer after storing. When
 * a part of the database cannot be read, the check ends there. Throws the signal's reason.
 */
export async function verifyWorkspace(
  workspace: Pick<Workspace, 'filesFolder' | 'ciphertextFolder' | 'fileKeys' | 'verifiable'>,
  signal: AbortSignal,
): Promise<VerifyReport> {
  signal.throwIfAborted();
  const breath = new Breath(signal);
  const findings: VerifyFinding[] = [];
  const key = workspace.fileKeys?.content ?? null;
  const storedPath = (file: string): string => join(workspace.filesFolder, file);
  let submissions = 0;
  let files = 0;
  let signatures = 0;
  const faults = workspace.verifiable.faults();
  if (faults.length > 0) findings.push(databaseFinding(faults));
  try {
    for (const row of workspace.verifiable.all()) {
      await breath.take();
      submissions += 1;
      const find = (problem: ProblemData, file: string | null): void => {
        findings.push({ ...problem, formId: row.formId, instanceId: row.instanceId, file });
      };
      for (const { name, file, md5 } of row.files) {
        files += 1;
        const found = fileFinding(storedPath(file), name, md5, key);
        if (found !== null) find(found, name);
      }
      for (const { name, file } of row.ciphertext) {
        files += 1;
        const found = fileFinding(join(workspace.ciphertextFolder, file), name, md5In(file), key);
        if (found !== null) find(found, name);
      }
      if (row.xmlFile !== null) {
        files += 1;
        const found = fileFinding(storedPath(row.xmlFile), 'submission.xml', row.xmlMd5, key);
        if (found !== null) find(found, 'submission.xml');
      }
      const xmlMd5 = row.xml === null ? row.xmlMd5 : hash('md5', row.xml);
      if (row.xmlMd5 !== null && xmlMd5 !== row.xmlMd5) {
        find(problemData('store.file_changed', { file: 'submission.xml' }), 'submission.xml');
      }
      if (row.signature === 'valid') {
        const signed = signatureFinding(row, xmlMd5);
        if (signed === null) signatures += 1;
        else find(signed, null);
      }
    }
  } catch (error) {
    const fault = unreadablePage(error);
    if (fault === null) throw error;
    if (faults.length === 0) findings.push(databaseFinding([fault]));
  }
  return { submissions, files, signatures, findings };
}

function databaseFinding(faults: readonly string[]): VerifyFinding {
  const problem = problemData('store.database_damaged', { fault: faults[0] ?? '', count: faults.length });
  return { ...problem, formId: null, instanceId: null, file: 'attache.sqlite' };
}

/** What the name of a kept encrypted file says of its MD5 (`fileName`); null where names say nothing. */
function md5In(file: string): string | null {
  return /^[0-9a-f]{12}(?=-)/.exec(basename(file))?.[0] ?? null;
}

/** The finding for a stored file; null when the file is unchanged. Takes its MD5, or the beginning of it, if known. */
function fileFinding(
  path: string,
  file: string,
  md5: string | null,
  key: KeyObject | null,
): ProblemData | null {
  try {
    if (!existsSync(path)) return problemData('store.file_missing', { file });
    return md5Of(path, key).startsWith(md5 ?? '') ? null : problemData('store.file_changed', { file });
  } catch (error) {
    if (!isFileError(error)) throw error;
    // An encrypted file shows a change by itself.
    if (error.code === 'EBADMSG' && key !== null) return problemData('store.file_changed', { file });
    return problemData('store.file_unreadable', { file, error: error.code });
  }
}

/** The finding for a signature that was valid; null when it still is. */
function signatureFinding(row: VerifiableSubmission, xmlMd5: string | null): ProblemData | null {
  try {
    return isStillSigned(row, xmlMd5) ? null : problemData('decrypt.signature_mismatch', {});
  } catch (error) {
    // If the manifest is not readable any more, it was changed.
    return error instanceof XmlError ? problemData('decrypt.signature_mismatch', {}) : bugProblem();
  }
}

function isStillSigned(row: VerifiableSubmission, xmlMd5: string | null): boolean {
  if (row.manifest === null || row.signedDigest === null || xmlMd5 === null) return false;
  const signed = Buffer.from(row.signedDigest, 'hex');
  // The signature covers the characters as the client wrote them, even those that could not be stored.
  const manifest = readManifest(readXml(row.manifest, { exact: true }).root);
  if (manifest === null) return false;
  const written = new Map(manifest.media.map((name) => [storable(plainName(name)), plainName(name)]));
  const media = row.files.map(({ name, md5 }) => ({ name: written.get(name) ?? name, md5: md5 ?? '' }));
  const ids = new Set([...instanceIdTexts(manifest), manifest.rawInstanceId ?? '', row.instanceId ?? '']);
  return [...ids].some((id) => isSignatureOf(signed, manifest, id, media, xmlMd5));
}

function md5Of(path: string, key: KeyObject | null): string {
  const md5 = createHash('md5');
  for (const piece of pieces({ kind: 'file', path, size: 0, ...(key === null ? {} : { key }) }))
    md5.update(piece);
  return md5.digest('hex');
}
