import type { ExportHome } from '../model/export-home.ts';

/**
 * Whose rows a file holds: this form's, another form's, or rows of submissions that the workspace does not
 * know.
 */
export type FileOwner = 'this form' | { readonly formId: string } | 'unknown';

/**
 * Returns the owner of a file. If an export made it and nobody has changed it, the workspace knows the form.
 * Else the keys of its first rows decide. A file without rows counts as this form's. Takes the absolute path,
 * and a function that reads the keys.
 */
export function ownerOf(
  path: string,
  home: ExportHome,
  firstKeys: (path: string) => readonly string[] | null,
): FileOwner {
  const made = home.made(path);
  if (made?.isUnchanged === true && made.formId !== null) {
    return made.formId === home.formId ? 'this form' : { formId: made.formId };
  }
  const keys = firstKeys(path);
  if (keys === null) return 'unknown';
  const forms = keys.map((key) => home.formsOfKey(key));
  const isOwn = (ids: readonly string[]) => ids.includes(home.formId);
  // One row of another form is enough, because an earlier version of Attaché may have mixed both forms.
  const [other] = forms.filter((ids) => !isOwn(ids)).flat();
  if (other !== undefined) return { formId: other };
  return keys.length === 0 || forms.some(isOwn) ? 'this form' : 'unknown';
}
