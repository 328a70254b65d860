/** The names that are there, how many more there are, and which were probably meant. */
interface Known {
  readonly known?: string | null;
  readonly more?: number | null;
  readonly meant?: string | null;
}

/** The values for the command line's advice to a user who asked for something that is not there. */
export function hintOf({ known, more, meant }: Known): Readonly<Record<'hint' | 'named', string>> {
  const hint = meant ? 'meant' : known ? 'known' : 'none';
  return { hint, named: `${known ?? ''}${more ? `, and ${more} more` : ''}` };
}
