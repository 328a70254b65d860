import type { ExportOptions } from '../options.ts';
import { briefcase } from './briefcase/format.ts';
import { codebook } from './codebook/format.ts';
import { ddi } from './ddi/format.ts';
import type { FormatId } from './descriptions.ts';
import { excel } from './excel/format.ts';
import type { Format } from './format.ts';
import { geojson } from './geojson/format.ts';
import { geopackage } from './geopackage/format.ts';
import { parquet } from './parquet/format.ts';
import { postgres } from './postgres/format.ts';
import { sheets } from './sheets/format.ts';
import { spss } from './spss/format.ts';
import { sqlite } from './sqlite/format.ts';
import { stata } from './stata/format.ts';
import { tidy } from './tidy/format.ts';
import { wkt } from './wkt/format.ts';

/** The code of every format that has a description. */
const FORMATS: { readonly [I in FormatId]: Format<Extract<ExportOptions, { readonly format: I }>> } = {
  tidy,
  briefcase,
  sheets,
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
  postgres,
};

export function formatOf(id: FormatId): Format {
  return FORMATS[id];
}
