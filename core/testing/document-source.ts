import type { FormRef } from '../model/form-ref.ts';
import type { Source } from '../source/source.ts';

/** The form that a `documentSource` lists. */
const form: FormRef = { formId: 'f', version: '1', name: 'f', locator: 'f', mediaLocator: null };

/**
 * A source with submissions of one form, which are not encrypted and have no files. It does not give the definition of
 * the form. Takes the locators of the submissions, and what returns the document of each.
 */
export function documentSource(locators: readonly string[], xmlOf: (locator: string) => string): Source {
  return {
    kind: 'openrosa',
    formMedia: null,
    listForms: () => Promise.resolve([form]),
    fetchForm: () => Promise.resolve([]),
    async *listSubmissions() {
      yield { refs: locators.map((locator) => ({ formId: 'f', locator, stamp: '' })), cursor: null };
    },
    fetchSubmission: (ref) =>
      Promise.resolve({
        ref,
        xml: { kind: 'bytes', bytes: Buffer.from(xmlOf(ref.locator)) },
        parts: [],
        facts: { submissionDate: null, submitter: null, device: null, reviewState: null },
        problems: [],
      }),
    close: () => Promise.resolve(),
  };
}
