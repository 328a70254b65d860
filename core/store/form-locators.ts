import type { FormRef } from '../model/form-ref.ts';

// Locators for the problems of a whole form. They share a column with the locators of refs; a ref of the same
// name would be of another kind.

/** Locator for the form's list of submissions. */
export function listLocator({ locator }: Pick<FormRef, 'locator'>): string {
  return `list:${locator}`;
}

/** Locator for the form's definition. */
export function definitionLocator({ locator }: Pick<FormRef, 'locator'>): string {
  return `form:${locator}`;
}

/** Locator for a form that its server no longer lists. */
export function unlistedLocator(formId: string): string {
  return `form:unlisted ${formId}`;
}

/** Locator for a file beside the form. */
export function formMediaLocator({ locator }: Pick<FormRef, 'locator'>, name: string): string {
  return `form:${locator} media ${name}`;
}

/** Locator for the form's views. Views come from no source: their problems are kept under the source ''. */
export function viewsLocator(formId: string): string {
  return `form:views ${formId}`;
}

/** SQL that checks whether a locator is one of these. */
export const isOfForm = (column: string): string => `(${column} GLOB 'list:*' OR ${column} GLOB 'form:*')`;
