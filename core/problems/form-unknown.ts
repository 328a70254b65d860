import { Problem } from '../problem.ts';

/** So many form IDs are named; a server may have thousands. */
const MOST_NAMED = 20;

/**
 * The problem that a form which was asked for is not there. Takes its ID, where it was looked for ("this workspace",
 * the name of a server), and the IDs of the forms that are there, which it names, like ones first.
 */
export function formUnknown(
  form: string,
  place: string,
  known: Iterable<string>,
): Problem<'usage.form_unknown'> {
  return new Problem('usage.form_unknown', { form, place, ...namedFor(form, known) });
}

/** The IDs of forms as a message names them to somebody who asked for another: in one text, and how many more there are. */
export function namedFor(
  form: string,
  known: Iterable<string>,
): { readonly known: string; readonly more: number } {
  const ids = [...new Set(known)].filter((id) => id !== '').sort();
  const likely = ids.filter((id) => isLike(id, form));
  const named = [...likely, ...ids.filter((id) => !likely.includes(id))].slice(0, MOST_NAMED);
  return { known: named.join(', '), more: ids.length - named.length };
}

/** The same but for case, white space and signs, or one within the other. */
function isLike(one: string, other: string): boolean {
  const [a, b] = [one, other].map((id) =>
    id
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  );
  return a !== undefined && b !== undefined && a !== '' && b !== '' && (a.includes(b) || b.includes(a));
}
