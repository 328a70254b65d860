import { readWhole } from '../model/content.ts';
import type { Content } from '../model/fetched.ts';
import type { FormRef } from '../model/form-ref.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';
import type { Source } from '../source/source.ts';

const { signal } = new AbortController();

/** Returns one form of a source, as the source lists it. Throws when the source does not list it. */
export async function formOf(source: Source, formId = 'household'): Promise<FormRef> {
  const form = (await source.listForms(signal)).find((one) => one.formId === formId);
  if (form === undefined) throw new Error(`${formId} is not listed`);
  return form;
}

/** Returns everything that a source lists of a form, in its order. */
export async function listAll(source: Source, form: FormRef): Promise<SubmissionRef[]> {
  const refs: SubmissionRef[] = [];
  for await (const page of source.listSubmissions(form, null, signal)) refs.push(...page.refs);
  return refs;
}

/** Returns the bytes of a file, in memory or on disk; null when there are none. */
export function bytesOf(content: Content | null): Buffer | null {
  return content === null ? null : Buffer.from(readWhole(content));
}
