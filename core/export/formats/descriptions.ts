import { description as briefcase } from './briefcase/description.ts';
import type { FormatDescription, OptionsOf } from './description.ts';
import type { FormatOption } from './option.ts';
import { description as tidy } from './tidy/description.ts';

/** Every format that there is; the first is the one that is taken when none is named. A new one is a line here. */
const ALL = [tidy, briefcase] as const satisfies readonly FormatDescription[];

type Known = (typeof ALL)[number];

export type FormatId = Known['id'];

/** A format's own options, as its planning takes them. */
export type OwnOptions<I extends FormatId> = OptionsOf<Extract<Known, { readonly id: I }>>;

/** The options of all formats by their names: their descriptions, one a format that has it. */
type AllOptions = { readonly [D in Known as D['id']]: D['options'] }[FormatId];

/** Options of any format. */
export type OptionName = AllOptions extends infer O ? (O extends unknown ? keyof O : never) : never;

export type DescriptionOfOption<N extends OptionName> = Extract<AllOptions, Readonly<Record<N, unknown>>>[N] &
  FormatOption;

export const descriptions: readonly (FormatDescription & { readonly id: FormatId })[] = ALL;

/** Their ids, for schemas and choices that want at least one. */
export const formatIds: readonly [FormatId, ...FormatId[]] = [tidy.id, ...ALL.slice(1).map(({ id }) => id)];

const BY_ID = new Map(descriptions.map((description) => [description.id, description]));

export function descriptionOf(id: FormatId): FormatDescription {
  const found = BY_ID.get(id);
  if (found === undefined) throw new Error(`no format ${id}`);
  return found;
}
