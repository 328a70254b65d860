import { isManifest, readHeader, readManifest } from '../envelope/manifest.ts';
import { findPart } from '../envelope/part-names.ts';
import { attribute, parseXml, XmlError } from '../ground/xml/xml.ts';
import { readWhole, sizeOf } from '../model/content.ts';
import type { Content } from '../model/fetched.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';
import { readSubmissionDate } from '../store/submission-date.ts';
import type { FormOptions, OptionsByForm } from './form-options.ts';
import { INLINE_LIMIT } from './inline-limit.ts';

/**
 * Which parts of a submission are fetched. `before` is the day on which the server received a submission that
 * is left out.
 */
export type Selection =
  | { readonly kind: 'whole' }
  | { readonly kind: 'answers'; readonly xmlFile: string | null }
  | { readonly kind: 'nothing'; readonly day: string };

/**
 * Decides by a submission's XML (a manifest when encrypted) which parts to fetch. If the XML is not readable
 * here, or has no date, all parts are fetched: too much is better than a loss.
 */
export function select(ref: SubmissionRef, xml: Content, formOptions: OptionsByForm | undefined): Selection {
  if (formOptions === undefined || isWhole(formOptions, ref.formId) || sizeOf(xml) > INLINE_LIMIT) {
    return { kind: 'whole' };
  }
  try {
    const root = parseXml(readWhole(xml));
    // Refs of a Collect folder have no form ID; their submissions have one.
    const own = formOptions.get(ref.formId) ?? formOptions.get(readHeader(root).formId ?? '');
    if (own === undefined) return { kind: 'whole' };
    const { ms, day } = readSubmissionDate(attribute(root, 'submissionDate'));
    if (own.since !== null && ms !== 0 && day < own.since) return { kind: 'nothing', day };
    if (own.media) return { kind: 'whole' };
    return { kind: 'answers', xmlFile: isManifest(root) ? (readManifest(root)?.xmlFile ?? null) : null };
  } catch (error) {
    if (error instanceof XmlError) return { kind: 'whole' };
    throw error;
  }
}

/** Whether a part is selected. */
export function isSelected(selection: Selection, name: string): boolean {
  if (selection.kind === 'whole') return true;
  if (selection.kind === 'nothing' || selection.xmlFile === null) return false;
  return findPart([{ name, content: null }], selection.xmlFile) !== null;
}

/** True when the submission needs no look: most forms are pulled whole. */
function isWhole(formOptions: OptionsByForm, formId: string): boolean {
  const isPlain = (own: FormOptions): boolean => own.since === null && own.media;
  const own = formOptions.get(formId);
  if (own !== undefined) return isPlain(own);
  return formId !== '' || [...formOptions.values()].every(isPlain);
}
