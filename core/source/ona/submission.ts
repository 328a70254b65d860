import { type ProblemData, problemData } from '../../ground/problem.ts';
import type { Content, FetchedSubmission } from '../../model/fetched.ts';
import type { SubmissionRef } from '../../model/submission-ref.ts';
import type { HttpClient } from '../http/http.ts';
import { fetchJson } from '../http/json.ts';
import { below } from '../openrosa/address.ts';
import { fetchXml, largest } from '../openrosa/documents.ts';
import { listedId } from '../openrosa/openrosa.ts';
import { fetchParts } from '../openrosa/parts.ts';
import type { Staging } from '../source.ts';
import { type Row, row } from './documents.ts';
import { earlierManifests, editedManifest } from './history.ts';
import type { Known } from './list.ts';

/** One submission in the native API: by its number and the number of its form. */
export interface NumberedSubmission {
  readonly http: HttpClient;
  readonly root: URL;
  readonly form: number;
  readonly known: Known;
}

/**
 * A submission by the native API: its document as it was sent, and its files. Throws a Problem when it cannot be fetched.
 */
export async function fetchByNumber(
  at: NumberedSubmission,
  ref: SubmissionRef,
  staging: Staging,
  signal: AbortSignal,
): Promise<FetchedSubmission> {
  const { http, root, known } = at;
  const xml = await fetchXml(http, addressOf(at, '.xml'), 'submission.xml', largest.submission, signal);
  const { _attachments: attachments } = await readRow(at, signal);
  const files = (attachments ?? []).map((file) => ({
    name: nameOf(file),
    md5: null,
    url: file.download_url,
  }));
  const content = { kind: 'bytes', bytes: xml } as const;
  const wanted = staging.wanted?.(ref, content) ?? (() => true);
  const request = { http, base: root, ref, staging, wanted, isEtagMd5: true };
  const { parts, problems } = await fetchParts(request, files, signal);
  const earlier = await earlierOf(at, content, signal);
  return { ref, xml: content, parts, facts: known.facts, problems, ...listedId(ref), ...earlier };
}

/** The manifests that an edited submission had before; empty for others. */
export async function earlierOf(
  at: NumberedSubmission,
  xml: Content,
  signal: AbortSignal,
): Promise<Pick<FetchedSubmission, 'earlier'>> {
  if (xml.kind !== 'bytes') return {};
  // A stamp begins with the time of the last edit.
  const current = editedManifest(xml.bytes, /^\d{4}-/.test(at.known.stamp));
  if (current === null) return {};
  return { earlier: await earlierManifests(at.http, addressOf(at, '/history'), current, signal) };
}

/** Why Ona could not decrypt a submission; empty if Ona does not say. */
export async function failureOf(
  at: NumberedSubmission,
  signal: AbortSignal,
): Promise<readonly ProblemData[]> {
  const { _decryption_error: error } = await readRow(at, signal);
  if (error == null) return [];
  const name = typeof error === 'string' ? error : error.name;
  const why = /^[A-Z_]{1,40}$/.test(name) ? name : 'UNKNOWN';
  return [problemData('source.opening_failed', { host: at.root.host, why })];
}

/**
 * The problems of a submission. Files that were deleted on the server get a problem of their own: `downloadSubmission`
 * still lists them (`server-apis` §3.6).
 */
export async function tellDeleted(
  at: NumberedSubmission,
  problems: readonly ProblemData[],
  signal: AbortSignal,
): Promise<readonly ProblemData[]> {
  if (!problems.some(({ code }) => code === 'source.part_missing')) return problems;
  const { _attachments: attachments } = await readRow(at, signal);
  const names = new Set((attachments ?? []).map(nameOf));
  return problems.map((problem) => {
    const { file } = problem.params;
    const isDeleted = problem.code === 'source.part_missing' && typeof file === 'string' && !names.has(file);
    return isDeleted ? problemData('source.part_deleted', { file }) : problem;
  });
}

function readRow(at: NumberedSubmission, signal: AbortSignal): Promise<Row> {
  return fetchJson(at.http, addressOf(at, ''), { file: 'data' }, row, signal);
}

function addressOf({ root, form, known }: NumberedSubmission, rest: string): URL {
  return below(root, `api/v1/data/${form}/${known.id}${rest}`);
}

function nameOf({ name, filename }: NonNullable<Row['_attachments']>[number]): string {
  return name ?? filename.split('/').at(-1) ?? '';
}
