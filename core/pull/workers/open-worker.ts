import { constants, setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import { type OpenContext, openSubmission } from '../../decrypt/open-submission.ts';
import type { OpenedSubmission } from '../../decrypt/opened.ts';
import { isFileRefused } from '../../file-name.ts';
import type { FetchedSubmission } from '../../source/source.ts';

/** One worker's answer for one submission; null when it met a bug, so that the others of its batch go on. */
export type OpenAnswer = OpenedSubmission | null;

/** A batch's answers, or the disk's error code: a thread cannot throw an error with its code. */
export type BatchAnswer = { readonly opened: readonly OpenAnswer[] } | { readonly diskError: string };

// tinypool hands its own data first and ours second.
const context = (workerData as readonly [unknown, OpenContext])[1];

yieldToOthers();

/** Opens a batch of submissions on this thread. */
export default function openBatch(batch: readonly FetchedSubmission[]): BatchAnswer {
  try {
    return { opened: batch.map(openOne) };
  } catch (error) {
    if (isDiskError(error)) return { diskError: error.code };
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

function openOne(fetched: FetchedSubmission): OpenAnswer {
  try {
    return openSubmission(fetched, context);
  } catch (error) {
    // What concerns one file does not stop the others.
    if (isDiskError(error) && !isFileRefused(error)) throw error;
    return null;
  }
}

function isDiskError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';
}
