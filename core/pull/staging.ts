import { dirname, join } from 'node:path';
import { rm } from '../ground/patient-files.ts';
import type { FetchedPart, FetchedSubmission } from '../model/fetched.ts';
import { arrivalPlace } from '../model/file-places.ts';
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

/**
 * Where large parts arrive: one folder per submission, named by the locator of its source. In an encrypted workspace
 * all of them are encrypted, and their names tell nothing.
 */
export function stagingIn(
  workspace: Pick<Workspace, 'incomingFolder' | 'kept' | 'fileKeys'>,
  sourceName: string,
  formOptions: OptionsByForm | undefined,
): RunStaging {
  const pathFor = (ref: SubmissionRef, part: string): string => {
    const submission = [sourceName, ref.formId, ref.locator];
    const { folder, name } = arrivalPlace({ submission, part }, workspace.fileKeys);
    return join(workspace.incomingFolder, folder, name);
  };
  return {
    inlineLimit: INLINE_LIMIT,
    key: workspace.fileKeys?.content ?? null,
    pathFor,
    kept: (ref, name) => workspace.kept.partsOf(sourceName, ref, name),
    wanted: (ref, xml) => {
      const selection = select(ref, xml, formOptions);
      return (name) => isSelected(selection, name);
    },
    clear: async ({ ref, parts }) => {
      // Small parts, and files of a folder, never were here.
      const isArrived = ({ content }: FetchedPart): boolean =>
        content?.kind === 'file' && content.path.startsWith(workspace.incomingFolder);
      if (!parts.some(isArrived)) return;
      const folder = dirname(pathFor(ref, ''));
      const landed = parts.some(
        ({ content }) => content?.kind === 'file' && dirname(content.path) === folder,
      );
      if (landed) await rm(folder, { recursive: true, force: true });
    },
  };
}
