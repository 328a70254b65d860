import type { ExportHome } from '../model/export-home.ts';

/** Whose rows a file holds: this form's, another's, or those of submissions that the workspace does not know. */
export type FileOwner = 'this form' | { readonly formId: string } | 'unknown';

/**
 * Whose a file is. What an export has made and nobody has changed is known; else the keys of its first rows tell. A
 * file without rows is as good as this form's. Takes the absolute path, and what gives the keys.
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
  // One row of another form is enough: an earlier version of Attaché may have mixed the two.
  const [other] = forms.filter((ids) => !isOwn(ids)).flat();
  if (other !== undefined) return { formId: other };
  return keys.length === 0 || forms.some(isOwn) ? 'this form' : 'unknown';
}
