import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { plainDiskName } from '../ground/file-name.ts';
import { rm } from '../ground/patient-files.ts';
import type { FetchedSubmission } from '../model/fetched.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Staging } from '../source/source.ts';
import type { Workspace } from '../store/workspace.ts';
import type { OptionsByForm } from './form-options.ts';
import { INLINE_LIMIT } from './inline-limit.ts';
import { isSelected, select } from './selection.ts';

/** A staging area. Its files are removed when their content is stored. */
export interface RunStaging extends Staging {
  clear(fetched: FetchedSubmission): Promise<void>;
}

/** Where large parts arrive: one folder per submission, named by the locator of its source. */
export function stagingIn(
  workspace: Pick<Workspace, 'incomingFolder' | 'kept'>,
  sourceName: string,
  formOptions: OptionsByForm | undefined,
): RunStaging {
  const folderOf = (ref: SubmissionRef): string => {
    const id = createHash('sha256')
      .update(JSON.stringify([sourceName, ref.formId, ref.locator]))
      .digest('hex');
    return join(workspace.incomingFolder, id.slice(0, 32));
  };
  return {
    inlineLimit: INLINE_LIMIT,
    pathFor: (ref, name) => join(folderOf(ref), plainDiskName(name)),
    kept: (ref, name) => workspace.kept.partsOf(sourceName, ref, name),
    wanted: (ref, xml) => {
      const selection = select(ref, xml, formOptions);
      return (name) => isSelected(selection, name);
    },
    clear: async ({ ref, parts }) => {
      const folder = folderOf(ref);
      const landed = parts.some(
        ({ content }) => content?.kind === 'file' && dirname(content.path) === folder,
      );
      if (landed) await rm(folder, { recursive: true, force: true });
    },
  };
}
