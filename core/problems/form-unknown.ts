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
  const ids = [...new Set(known)].filter((id) => id !== '').sort();
  const likely = ids.filter((id) => isLike(id, form));
  const named = [...likely, ...ids.filter((id) => !likely.includes(id))].slice(0, MOST_NAMED);
  const more = ids.length - named.length;
  return new Problem('usage.form_unknown', { form, place, known: named.join(', '), more });
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
