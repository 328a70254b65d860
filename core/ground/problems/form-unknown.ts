import { Problem } from '../problem.ts';

/** At most this many form IDs are named: a server may have thousands. */
const MOST_NAMED = 20;

/** A form that is there. */
export interface KnownForm {
  readonly formId: string;
  readonly title: string | null;
}

/**
 * Returns the problem "this form is not there". Takes what the user asked for, where we looked ("this
 * workspace", the name of a server), and the forms that are there. The problem names their IDs, similar ones
 * first. It names separately the forms that the user probably meant: those with the same title, or with the
 * same ID apart from case, white space and signs.
 */
export function formUnknown(
  form: string,
  place: string,
  known: Iterable<KnownForm>,
): Problem<'usage.form_unknown'> {
  return new Problem('usage.form_unknown', { form, place, ...namedFor(form, known) });
}

/** The IDs of forms that a message names if the form that the user asked for is not there. */
export interface NamedForms {
  /** The forms that were probably meant; empty when none is similar. */
  readonly meant: string;
  /** The forms that are there, and how many more there are. */
  readonly known: string;
  readonly more: number;
}

/** Names the forms that are there. Takes `form`, which the user asked for and which is not among them. */
export function namedFor(form: string, known: Iterable<KnownForm>): NamedForms {
  const all = [...known].filter(({ formId }) => formId !== '');
  const asked = bare(form);
  const isMeant = ({ formId, title }: KnownForm): boolean =>
    asked !== '' && [formId, title ?? '', plainTitle(title ?? '')].some((name) => bare(name) === asked);
  const meant = [...new Set(all.filter(isMeant).map(({ formId }) => formId))].sort().slice(0, MOST_NAMED);
  const ids = [...new Set(all.map(({ formId }) => formId))].sort();
  const likely = ids.filter((id) => isLike(id, form));
  const named = [...likely, ...ids.filter((id) => !likely.includes(id))].slice(0, MOST_NAMED);
  return { meant: meant.join(', '), known: named.join(', '), more: ids.length - named.length };
}

/** Whether two names are the same apart from case, white space and signs, or one contains the other. */
function isLike(one: string, other: string): boolean {
  const [a, b] = [bare(one), bare(other)];
  return a !== '' && b !== '' && (a.includes(b) || b.includes(a));
}

/** A title without the brackets that are added to it when another form has the same title. */
function plainTitle(title: string): string {
  return title.replace(/ \([^()]*\)$/, '');
}

/** A name without its case, white space and signs. */
function bare(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
