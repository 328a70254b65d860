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
 * One worker's reply for one submission: the decrypted submission, or why it could not be decrypted through
 * no fault of its own. The others of the batch go on.
 */
export type OpenReply = OpenedSubmission | { readonly unopened: SubmissionProblem };

/**
 * The replies for a batch, or the disk's error code and the file that another program holds. A thread cannot
 * throw an error with its code.
 */
export type BatchReply =
  | { readonly opened: readonly OpenReply[] }
  | { readonly diskError: string; readonly held: string | null };

// tinypool puts its own data first and ours second.
const context = (workerData as readonly [unknown, OpenContext])[1];

yieldToOthers();

/** Decrypts a batch of submissions on this thread. */
export default function openBatch(batch: readonly FetchedSubmission[]): BatchReply {
  try {
    return { opened: batch.map(openOne) };
  } catch (error) {
    if (isFileError(error)) return { diskError: error.code, held: heldFile(error) };
    throw error;
  }
}

/**
 * Lowers this thread's priority, so that the user's other programs go first. Does so on Linux only: elsewhere
 * `setPriority` changes the whole process.
 */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Without the right to change it, the thread keeps the usual priority.
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
