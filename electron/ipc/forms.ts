import { z } from 'zod';
import type {
  FormCounts,
  FormDetails,
  FormKeyState,
  FormRow,
  FormsOverview as Overview,
  SourceSummary as Summary,
} from '../../core/model/form-row.ts';
import { type PullSettings, pullSettings } from '../../core/model/pull-settings.ts';
import { formKey, nothing, type ProblemView } from './common.ts';
import { engine } from './request.ts';

export type { FormCounts, FormDetails, FormKeyState, FormRow };
export type SourceSummary = Summary<ProblemView>;
export type FormsOverview = Overview<ProblemView>;

export { type PullSettings, pullSettings };

export interface ListedId {
  /** The instance ID, or the source's own name of the submission. */
  readonly id: string;
  readonly isHere: boolean;
}

export const formsRequests = {
  'forms.list': engine<FormsOverview>()(nothing),
  'forms.details': engine<FormDetails>()(formKey),
  'forms.choose': engine<null>()(
    z.strictObject({ forms: z.array(formKey).max(10_000), isChosen: z.boolean() }),
  ),
  'forms.set': engine<FormDetails>()(z.strictObject({ form: formKey, settings: pullSettings })),
  /** Reads the lists of all sources, or of one, and downloads no submissions. Replies when they are read. */
  'forms.refresh': engine<FormsOverview>()(z.strictObject({ source: z.string().nullable() })),
  /** The IDs of the submissions on the server, and whether each is here; pages of at most 500. */
  'forms.listed': engine<{ readonly total: number; readonly ids: readonly ListedId[] }>()(
    z.strictObject({ form: formKey, offset: z.int().min(0), limit: z.int().min(1).max(500) }),
  ),
} as const;

export type FormsEvent = { readonly type: 'forms-changed' };
