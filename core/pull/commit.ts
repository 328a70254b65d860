import { join } from 'node:path';
import { bytesContentId } from '../decrypt/content-id.ts';
import { readWhole } from '../decrypt/open-file.ts';
import type { OpenedSubmission } from '../decrypt/opened.ts';
import { refusedProblem } from '../decrypt/part-problems.ts';
import { NO_ANSWERS } from '../decrypt/read-answers.ts';
import { open, rm } from '../patient-files.ts';
import { type ProblemCode, problemData } from '../problem.ts';
import type { FetchedSubmission } from '../source/source.ts';
import type { PutResult } from '../store/arrival.ts';
import type { Workspace } from '../workspace.ts';
import type { Causes } from './causes.ts';
import type { FormTallies } from './form-tallies.ts';
import { keepCiphertext } from './keep-ciphertext.ts';
import type { RunCounts } from './report.ts';
import type { OpenAnswer } from './workers/open-worker.ts';

/** One run's tally while it goes on. */
export interface Tally {
  readonly counts: RunCounts;
  readonly problems: Map<ProblemCode, number>;
  readonly causes: Causes;
}

/** Where a source's stored submissions are counted form by form. */
export type TalliesOf = (source: string) => FormTallies | null;

/** A fetched submission, with the name of the source that it came from. */
export interface Fetched {
  readonly source: string;
  readonly fetched: FetchedSubmission;
  /** It comes from the workspace itself, where it waited for a key. */
  readonly isKept?: boolean;
}

/**
 * Stores one batch: brings kept ciphertext to its place and flushes the plaintext files that the threads have written,
 * then all rows in one transaction, then removes what nothing names any more. Adds what it did to the tally. Throws `store.*` problems; then nothing of the batch is stored.
 */
export async function commitBatch(
  workspace: Workspace,
  batch: readonly Fetched[],
  answers: readonly OpenAnswer[],
  run: { readonly id: number; readonly at: string; readonly keys: readonly string[] },
  tally: Tally,
  tallies: TalliesOf,
): Promise<void> {
  const entries = await Promise.all(
    batch.map(async ({ source, fetched, isKept = false }, i) => {
      const answer = answers[i] ?? unexpected(fetched);
      const { kept, refused } = await keepCiphertext(answer, workspace.ciphertextFolder);
      const opened = { ...answer, problems: [...answer.problems, ...refused.map(refusedProblem)] };
      for (const file of plaintextFiles(opened)) await flush(join(workspace.filesFolder, file));
      return { source, fetched, isKept, opened, kept };
    }),
  );
  const results = workspace.transaction(() =>
    entries.map(({ source, fetched, isKept, opened, kept }) => ({
      source,
      formId: fetched.ref.formId,
      result: workspace.submissions.put(
        opened,
        {
          source,
          ref: fetched.ref,
          facts: fetched.facts,
          runId: run.id,
          at: run.at,
          keys: run.keys,
          listedId: fetched.listedId ?? null,
          rootId: fetched.rootId ?? null,
          isKept,
        },
        kept,
      ),
    })),
  );
  for (const { source, formId, result } of results) {
    const { state, signature, isReadable, problems, obsoleteFiles, obsoleteCiphertext } = result;
    count(tally, result);
    tallies(source)?.stored(formId, {
      isReadable,
      hasProblem: problems.length > 0,
      state,
      signature,
    });
    for (const file of obsoleteFiles) await rm(join(workspace.filesFolder, file), { force: true });
    for (const file of obsoleteCiphertext) await rm(join(workspace.ciphertextFolder, file), { force: true });
  }
}

function plaintextFiles(opened: OpenedSubmission): string[] {
  const files = opened.attachments.flatMap(({ file }) => file ?? []);
  return opened.xml?.kind === 'file' ? [...files, opened.xml.path] : files;
}

/** Brings a written file to the disk, so that a row never names what a power cut has taken. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function count({ counts, problems, causes }: Tally, result: PutResult): void {
  const { stored, state, signature, isReadable, isDecided, problems: codes } = result;
  causes.stored(isReadable, codes);
  counts.fetched += 1;
  if (stored === 'new') counts.added += 1;
  else if (stored === 'better') counts.improved += 1;
  else counts.unchanged += 1;
  if (isDecided) counts.decided += 1;
  if (signature === 'unsigned') counts.unsigned += 1;
  if (state === 'decrypted') counts.decrypted += 1;
  else if (state === 'sealed') counts.waitingForKey += 1;
  else if (state === 'incomplete') counts.incomplete += 1;
  else counts.failed += 1;
  if (codes.length > 0) counts.withProblems += 1;
  for (const code of codes) problems.set(code, (problems.get(code) ?? 0) + 1);
}

/** What a bug of ours could not open is kept as it came, like anything else that cannot be read. */
function unexpected(fetched: FetchedSubmission): OpenedSubmission {
  const bytes = readWhole(fetched.xml);
  return {
    formId: fetched.ref.formId === '' ? null : fetched.ref.formId,
    version: null,
    instanceId: null,
    contentId: bytesContentId(bytes, fetched.ref.locator),
    encrypted: true,
    placed: null,
    state: 'failed',
    signature: 'not-checkable',
    repaired: null,
    keyFingerprint: null,
    signedDigest: null,
    submissionDate: fetched.facts.submissionDate,
    deprecatedId: null,
    rootId: null,
    manifest: bytes,
    xml: null,
    xmlMd5: null,
    ...NO_ANSWERS,
    attachments: [],
    ciphertext: fetched.parts.flatMap(({ name, content }) => (content === null ? [] : [{ name, content }])),
    problems: [{ ...problemData('submission.unexpected', {}), file: null }],
  };
}
