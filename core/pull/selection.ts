import { isManifest, readHeader, readManifest } from '../envelope/manifest.ts';
import { findPart } from '../envelope/part-names.ts';
import { attribute, parseXml, XmlError } from '../ground/xml/xml.ts';
import { readWhole, sizeOf } from '../model/content.ts';
import type { Content } from '../model/fetched.ts';
import type { SubmissionRef } from '../model/submission-ref.ts';
import { readSubmissionDate } from '../store/submission-date.ts';
import type { FormWish, Wishes } from './form-wish.ts';
import { INLINE_LIMIT } from './inline-limit.ts';

/** What of a submission is fetched. `before` is the day on which the server received what is left out. */
export type Selection =
  | { readonly kind: 'whole' }
  | { readonly kind: 'answers'; readonly xmlFile: string | null }
  | { readonly kind: 'nothing'; readonly day: string };

/**
 * Decides by a submission's XML (a manifest when encrypted) what of it is wished for. What cannot be read here, or has no
 * date, is fetched whole: it is better to have too much than to lose it.
 */
export function select(ref: SubmissionRef, xml: Content, wishes: Wishes | undefined): Selection {
  if (wishes === undefined || isPlainWish(wishes, ref.formId) || sizeOf(xml) > INLINE_LIMIT) {
    return { kind: 'whole' };
  }
  try {
    const root = parseXml(readWhole(xml));
    // Refs of a Collect folder name no form; their submissions do.
    const wish = wishes.get(ref.formId) ?? wishes.get(readHeader(root).formId ?? '');
    if (wish === undefined) return { kind: 'whole' };
    const { ms, day } = readSubmissionDate(attribute(root, 'submissionDate'));
    if (wish.since !== null && ms !== 0 && day < wish.since) return { kind: 'nothing', day };
    if (wish.media) return { kind: 'whole' };
    return { kind: 'answers', xmlFile: isManifest(root) ? (readManifest(root)?.xmlFile ?? null) : null };
  } catch (error) {
    if (error instanceof XmlError) return { kind: 'whole' };
    throw error;
  }
}

/** Whether a part is among what was selected. */
export function isSelected(selection: Selection, name: string): boolean {
  if (selection.kind === 'whole') return true;
  if (selection.kind === 'nothing' || selection.xmlFile === null) return false;
  return findPart([{ name, content: null }], selection.xmlFile) !== null;
}

/** True where nothing has to be looked at: most forms are taken whole. */
function isPlainWish(wishes: Wishes, formId: string): boolean {
  const isPlain = (wish: FormWish): boolean => wish.since === null && wish.media;
  const own = wishes.get(formId);
  if (own !== undefined) return isPlain(own);
  return formId !== '' || [...wishes.values()].every(isPlain);
}
