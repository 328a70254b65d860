import type { BackupReport } from '../../model/backup.ts';
import { diskProblem } from '../folder/disk-problem.ts';
import { prepareFolder } from '../folder/folder.ts';
import { lockFolder } from '../folder/folder-lock.ts';
import { sweepParts } from '../folder/stray-files.ts';
import type { BackUpRequest } from './back-up-request.ts';
import { claimFolder } from './claim.ts';
import { makeSnapshot } from './make-snapshot.ts';

/**
 * Makes a backup, or adds to it: alone in its folder, and after sweeping what interrupted runs have left. Throws
 * `backup.*` and `store.*` problems, and the signal's reason.
 */
export async function backUp(request: BackUpRequest): Promise<BackupReport> {
  const { folder, code, signal } = request;
  try {
    prepareFolder(folder, request.workspace, request.isKnown);
    const release = lockFolder(folder);
    try {
      sweepParts(folder);
      await claimFolder(request);
      await request.onClaimed();
      return await makeSnapshot({ ...request, place: { folder, code, signal } });
    } finally {
      release();
    }
  } catch (error) {
    throw diskProblem(error, folder);
  }
}
