import { backupProblems } from './backup.ts';
import { conversionProblems } from './conversion.ts';
import { decryptProblems } from './decrypt.ts';
import { engineProblems } from './engine.ts';
import { exportProblems } from './export.ts';
import { exportAnswerProblems } from './export-answers.ts';
import { exportDeidentifyProblems } from './export-deidentify.ts';
import { exportFileProblems } from './export-files.ts';
import { exportPostgresProblems } from './export-postgres.ts';
import { formProblems } from './form.ts';
import { keyProblems } from './key.ts';
import { loginProblems } from './login.ts';
import { netProblems } from './net.ts';
import { sourceProblems } from './source.ts';
import { sourcePlaceProblems } from './source-place.ts';
import type { ParamsOf } from './spec.ts';
import { storeProblems } from './store.ts';
import { submissionProblems } from './submission.ts';
import { usageProblems } from './usage.ts';
import { workspaceProblems } from './workspace.ts';

/**
 * All problems, one entry per code, with the English texts. `docs/problems.md` and the window's English
 * (`renderer/words/en/codes.json`) are generated from it.
 */
export const catalogue = {
  ...keyProblems,
  ...loginProblems,
  ...netProblems,
  ...sourcePlaceProblems,
  ...sourceProblems,
  ...formProblems,
  ...submissionProblems,
  ...decryptProblems,
  ...storeProblems,
  ...workspaceProblems,
  ...conversionProblems,
  ...backupProblems,
  ...exportProblems,
  ...exportFileProblems,
  ...exportPostgresProblems,
  ...exportAnswerProblems,
  ...exportDeidentifyProblems,
  ...usageProblems,
  ...engineProblems,
};

export type ProblemCode = keyof typeof catalogue;
export type ProblemParams<C extends ProblemCode> = ParamsOf<(typeof catalogue)[C]['details']>;
