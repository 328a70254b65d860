import type { FormRef } from '../model/form-ref.ts';

// What a problem of a whole form is kept under, among those of refs: a ref of that name would be of another kind.

/** Of its list of submissions. */
export function listLocator({ locator }: Pick<FormRef, 'locator'>): string {
  return `list:${locator}`;
}

/** Of its definition. */
export function definitionLocator({ locator }: Pick<FormRef, 'locator'>): string {
  return `form:${locator}`;
}

/** Of a form that its server lists no more. */
export function unlistedLocator(formId: string): string {
  return `form:unlisted ${formId}`;
}

/** Of a file beside it. */
export function formMediaLocator({ locator }: Pick<FormRef, 'locator'>, name: string): string {
  return `form:${locator} media ${name}`;
}

/** Of its views, which no source gives: they are kept under the source ''. */
export function viewsLocator(formId: string): string {
  return `form:views ${formId}`;
}

/** SQL that says of a locator whether it is one of these. */
export const isOfForm = (column: string): string => `(${column} GLOB 'list:*' OR ${column} GLOB 'form:*')`;
