import { description as briefcase } from './briefcase/description.ts';
import { description as codebook } from './codebook/description.ts';
import { description as ddi } from './ddi/description.ts';
import type { FormatDescription, OptionsOf } from './description.ts';
import { description as excel } from './excel/description.ts';
import { description as geojson } from './geojson/description.ts';
import { description as geopackage } from './geopackage/description.ts';
import type { FormatOption } from './option.ts';
import { description as parquet } from './parquet/description.ts';
import { description as postgres } from './postgres/description.ts';
import { description as sheets } from './sheets/description.ts';
import { description as spss } from './spss/description.ts';
import { description as sqlite } from './sqlite/description.ts';
import { description as stata } from './stata/description.ts';
import { description as tidy } from './tidy/description.ts';
import { description as wkt } from './wkt/description.ts';

/** Every format. The first is the default. To add a format, add it here. */
const ALL = [
  tidy,
  briefcase,
  sqlite,
  stata,
  spss,
  excel,
  parquet,
  geopackage,
  geojson,
  wkt,
  codebook,
  ddi,
  sheets,
  postgres,
] as const satisfies readonly FormatDescription[];

type Known = (typeof ALL)[number];

export type FormatId = Known['id'];

/** The options of one format, as its plan takes them. */
export type OwnOptions<I extends FormatId> = OptionsOf<Extract<Known, { readonly id: I }>>;

/** The options of all formats by name: one description for each format that has the option. */
type AllOptions = { readonly [D in Known as D['id']]: D['options'] }[FormatId];

/** The name of an option of any format. */
export type OptionName = AllOptions extends infer O ? (O extends unknown ? keyof O : never) : never;

export type DescriptionOfOption<N extends OptionName> = Extract<AllOptions, Readonly<Record<N, unknown>>>[N] &
  FormatOption;

export const descriptions: readonly (FormatDescription & { readonly id: FormatId })[] = ALL;

/** The ids of the formats, for schemas and choices that need at least one. */
export const formatIds: readonly [FormatId, ...FormatId[]] = [tidy.id, ...ALL.slice(1).map(({ id }) => id)];

const BY_ID = new Map(descriptions.map((description) => [description.id, description]));

/** The word for a format on the command line. Its folder has this name when several formats are written. */
export function wordOf(id: FormatId): string {
  return descriptionOf(id).name ?? id;
}

/** The format with this word on the command line, or with this ID; null when there is none. */
export function formatNamed(word: string): FormatId | null {
  return descriptions.find(({ id, name }) => word === name || word === id)?.id ?? null;
}

export function descriptionOf(id: FormatId): FormatDescription {
  const found = BY_ID.get(id);
  if (found === undefined) throw new Error(`no format ${id}`);
  return found;
}

/** Whether the rows of a format go to a server, and not into files of a folder. */
export function goesToServer(id: FormatId): boolean {
  return descriptionOf(id).goesTo === 'server';
}

/** The ids of the formats that write files into a folder. */
export const fileFormatIds: readonly FormatId[] = formatIds.filter((id) => !goesToServer(id));
