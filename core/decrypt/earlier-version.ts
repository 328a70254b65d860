import { join } from 'node:path';
import { rmSync } from '../ground/patient-files.ts';
import { problemData } from '../ground/problem-data.ts';
import type { EarlierManifest, FetchedSubmission } from '../model/fetched.ts';
import type { OpenedSubmission, SubmissionProblem } from '../model/opened.ts';

/**
 * Handles an edited submission whose source still has the files of an earlier version (Ona,
 * `server-apis` §3.6). The manifest of the edit does not decrypt those files. They are not damaged: the files
 * of the edit are missing.
 *
 * Takes the result of the edit, the fetched submission, and the function that decrypts a submission. Returns
 * the result with the right problems, and with the earlier version when its manifest decrypts the files. A
 * submission that waits for its key only gets the earlier manifests, for later.
 */
export function withEarlierVersion(
  opened: OpenedSubmission,
  { earlier = [], ...fetched }: FetchedSubmission,
  filesFolder: string,
  open: (fetched: FetchedSubmission) => OpenedSubmission,
): OpenedSubmission {
  if (earlier.length === 0 || !opened.encrypted) return opened;
  if (opened.state === 'sealed') return { ...opened, earlierManifests: earlier };
  const isLost = opened.records.length === 0;
  if (!isLost && opened.attachments.every(({ state }) => state !== 'failed')) return opened;
  for (const manifest of earlier) {
    const xml = { kind: 'bytes', bytes: manifest.xml } as const;
    const version = open({ ...fetched, xml, problems: [] });
    if (isRight(version)) return { ...told(opened, version, manifest), earlierVersion: version };
    for (const { file } of version.attachments) {
      if (file !== null) rmSync(join(filesFolder, file), { force: true });
    }
  }
  return opened;
}

function isRight({ signature, state }: OpenedSubmission): boolean {
  return signature === 'valid' || (state === 'decrypted' && ['absent', 'unsigned'].includes(signature));
}

/**
 * The edit with problems that say that its files are missing. They replace the problems that say that its
 * files are damaged.
 */
function told(
  opened: OpenedSubmission,
  version: OpenedSubmission,
  { replacedAt }: EarlierManifest,
): OpenedSubmission {
  const date = replacedAt?.slice(0, 10) ?? '?';
  if (opened.records.length === 0) {
    const others = opened.problems.filter(({ code }) => !code.startsWith('decrypt.'));
    const problem = { ...problemData('submission.edit_not_kept', { date }), file: null };
    return { ...opened, problems: [...others, problem] };
  }
  const old = new Set(version.attachments.map(({ ciphertextName }) => ciphertextName));
  const isOld = ({ code, file }: SubmissionProblem): boolean => code.startsWith('decrypt.') && old.has(file);
  return {
    ...opened,
    attachments: opened.attachments.map((one) =>
      one.state === 'failed' && old.has(one.ciphertextName) ? { ...one, state: 'missing' } : one,
    ),
    problems: opened.problems.map((problem) => {
      const { file } = problem;
      if (file === null || !isOld(problem)) return problem;
      return { ...problemData('submission.attachment_before_edit', { file, date }), file };
    }),
  };
}
