import { join } from 'node:path';
import { bugProblem, fileProblem, fileTrouble } from '../decrypt/file-trouble.ts';
import { keptUnopened } from '../decrypt/kept-unopened.ts';
import { absentAttachment } from '../decrypt/part-problems.ts';
import { flushLargeToDisk } from '../ground/flush-to-disk.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { OpenedAttachment, OpenedSubmission, SubmissionProblem } from '../model/opened.ts';
import type { KeptCiphertext } from '../store/arrival.ts';
import type { Workspace } from '../store/workspace.ts';
import { INLINE_LIMIT } from './inline-limit.ts';
import { keepCiphertext } from './keep-ciphertext.ts';
import type { OpenReply } from './workers/open-worker.ts';

/** The folders of a workspace that keep files for good. */
export type FileParts = Pick<Workspace, 'filesFolder' | 'ciphertextFolder' | 'fileKeys'>;

/** A submission whose files are all in the places that its row will name. */
export interface Prepared {
  readonly opened: OpenedSubmission;
  readonly kept: KeptCiphertext;
  /** The version before an edit that came with it. */
  readonly earlier?: { readonly opened: OpenedSubmission; readonly kept: KeptCiphertext } | null;
}

/**
 * Puts a submission's files into their final places: flushes the plaintext that a thread wrote, and keeps the
 * ciphertext that must be kept. If this fails for a file, the submission gets a problem. Throws the file
 * system's error when the disk is full or the workspace cannot be written.
 */
export async function prepare(
  workspace: FileParts,
  fetched: FetchedSubmission,
  reply: OpenReply | undefined,
): Promise<Prepared> {
  const unopened = reply === undefined ? bugProblem() : 'unopened' in reply ? reply.unopened : null;
  if (unopened !== null) return prepareUnopened(workspace, fetched, unopened);
  const opened = reply as OpenedSubmission;
  const { earlierVersion } = opened;
  const prepared = await keep(workspace, await flushed(workspace, fetched, opened));
  if (earlierVersion === undefined) return prepared;
  const earlier = await keep(workspace, await flushed(workspace, fetched, earlierVersion));
  if (earlier.opened.contentId === earlierVersion.contentId) return { ...prepared, earlier };
  // Its answers are not on the disk after all.
  return prepareUnopened(workspace, fetched, earlier.opened.problems.at(-1) ?? bugProblem());
}

/** The same for a submission that is set aside and kept as it came. */
export function prepareUnopened(
  workspace: FileParts,
  fetched: FetchedSubmission,
  problem: SubmissionProblem,
): Promise<Prepared> {
  return keep(workspace, keptUnopened(fetched, problem, INLINE_LIMIT));
}

async function keep(workspace: FileParts, opened: OpenedSubmission): Promise<Prepared> {
  if (opened.ciphertext.length === 0) return { opened, kept: [] };
  const { kept, troubles } = await keepCiphertext(opened, workspace, (error) =>
    fileTrouble(error, workspace.filesFolder),
  );
  const told = new Set(opened.problems.map(({ file }) => file));
  const problems = troubles
    .filter(({ name }) => !told.has(name))
    .map(({ name, code }) => fileProblem(name, code));
  return { opened: { ...opened, problems: [...opened.problems, ...problems] }, kept };
}

/** The submission with those of its files that are on the disk. A virus scanner may have removed some. */
async function flushed(
  workspace: Pick<Workspace, 'filesFolder'>,
  fetched: FetchedSubmission,
  opened: OpenedSubmission,
): Promise<OpenedSubmission> {
  const problems: SubmissionProblem[] = [];
  const lost = async (file: string, name: string): Promise<boolean> => {
    try {
      await flushLargeToDisk(join(workspace.filesFolder, file));
      return false;
    } catch (error) {
      const trouble = fileTrouble(error, workspace.filesFolder);
      if (trouble === null) throw error;
      problems.push(fileProblem(name, trouble));
      return true;
    }
  };
  if (opened.xml?.kind === 'file' && (await lost(opened.xml.path, 'submission.xml'))) {
    const [problem = bugProblem()] = problems;
    return keptUnopened(fetched, problem, INLINE_LIMIT);
  }
  const attachments: OpenedAttachment[] = [];
  for (const attachment of opened.attachments) {
    const { name, ciphertextName, file } = attachment;
    const isLost = file !== null && (await lost(file, name));
    attachments.push(isLost ? absentAttachment(name, ciphertextName, 'failed') : attachment);
  }
  if (problems.length === 0) return opened;
  const arrived = fetched.parts.flatMap(({ name, content }) => (content === null ? [] : [{ name, content }]));
  return {
    ...opened,
    attachments,
    state: opened.state === 'decrypted' ? 'incomplete' : opened.state,
    // The plaintext may be lost, so the ciphertext stays.
    ciphertext: opened.encrypted && opened.ciphertext.length === 0 ? arrived : opened.ciphertext,
    problems: [...opened.problems, ...problems],
  };
}
