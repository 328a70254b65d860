import type { FormState } from '../core/model/form-ref.ts';

/** A form of a server, as `servers test` and `servers forms` list it. */
export interface ListedForm {
  readonly formId: string;
  readonly version: string | null;
  readonly title: string;
  readonly submissions: number | null;
  readonly keyKeptByServer: boolean;
  /** null: the server does not report it. */
  readonly encrypted: boolean | null;
  readonly state: FormState | null;
}

export const FORM_COLUMNS = ['form', 'version', 'submissions', 'key', 'state', 'title'] as const;

/** Returns the rows of a table of forms. Usual values are left blank. */
export function formRows(forms: readonly ListedForm[]): readonly (readonly (string | number | null)[])[] {
  return forms.map(({ formId, version, submissions, keyKeptByServer, encrypted, state, title }) => [
    formId,
    version,
    submissions ?? '',
    keyKeptByServer ? 'kept by the server' : encrypted === false ? 'not encrypted' : '',
    state ?? '',
    title,
  ]);
}
