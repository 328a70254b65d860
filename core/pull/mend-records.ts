import { problemData } from '../ground/problem.ts';
import { formHint } from '../record/read-answers.ts';
import { formHints } from './read-forms.ts';
import { answersAgain, type RecordParts } from './reread.ts';
import type { VerifyFinding } from './verify.ts';

/**
 * Reads the answers of submissions again from their own documents, if the disk damaged their records. Returns
 * a finding for each: it was repaired, or it could not be.
 */
export function mendRecords(workspace: RecordParts): readonly VerifyFinding[] {
  const { records } = workspace;
  const damaged = records.damaged();
  if (damaged.length === 0) return [];
  const hints = formHints(workspace);
  return damaged.map((row) => {
    const { id, formId, instanceId, version } = row;
    const answers = answersAgain(workspace, row, formId === null ? null : formHint(hints, formId, version));
    if (answers !== null) workspace.transaction(() => records.replace(id, formId, answers));
    const code = answers === null ? 'store.answers_damaged' : 'store.answers_mended';
    return { ...problemData(code, { submission: instanceId ?? '' }), formId, instanceId, file: null };
  });
}
