import { constants, setPriority } from 'node:os';
import { basename } from 'node:path';
import { workerData } from 'node:worker_threads';
import { bugProblem, fileProblem, fileTrouble } from '../../decrypt/file-trouble.ts';
import { openSubmission } from '../../decrypt/open-submission.ts';
import type { OpenContext } from '../../decrypt/submission-parts.ts';
import { isFileError } from '../../ground/file-error.ts';
import { heldFile } from '../../ground/patient-files.ts';
import type { FetchedSubmission } from '../../model/fetched.ts';
import type { OpenedSubmission, SubmissionProblem } from '../../model/opened.ts';

/**
 * One worker's reply for one submission: what became of it, or why it could not be opened through no fault of its own,
 * so that the others go on.
 */
export type OpenReply = OpenedSubmission | { readonly unopened: SubmissionProblem };

/**
 * A batch's replies, or the disk's error code and the file that another program holds: a thread cannot throw an error with
 * its code.
 */
export type BatchReply =
  | { readonly opened: readonly OpenReply[] }
  | { readonly diskError: string; readonly held: string | null };

// tinypool hands its own data first and ours second.
const context = (workerData as readonly [unknown, OpenContext])[1];

yieldToOthers();

/** Opens a batch of submissions on this thread. */
export default function openBatch(batch: readonly FetchedSubmission[]): BatchReply {
  try {
    return { opened: batch.map(openOne) };
  } catch (error) {
    if (isFileError(error)) return { diskError: error.code, held: heldFile(error) };
    throw error;
  }
}

/** Whoever works at this computer goes first. Linux alone gives a thread a priority of its own. */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Then it is as important as all others.
  }
}

function openOne(fetched: FetchedSubmission): OpenReply {
  try {
    return openSubmission(fetched, context);
  } catch (error) {
    if (!isFileError(error)) return { unopened: bugProblem() };
    const trouble = fileTrouble(error, context.filesFolder);
    if (trouble === null) throw error;
    return { unopened: fileProblem(basename(error.path ?? 'submission.xml'), trouble) };
  }
}
