import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, pythonWith } from '../../../../../fixtures/other-programs.ts';
import { temporaryFolder } from '../../../testing/temporary.ts';

/* What programs that are not ours find in Stata files. Each starts once for all the files of a test. */

/** A column as another program sees it. A number is a text of 17 digits; `.`, `.a` and `.b` are missing. */
export interface ReadColumn {
  readonly name: string;
  readonly class: readonly string[];
  readonly label: string | null;
  readonly format: string | null;
  readonly labels: { readonly texts: readonly string[]; readonly values: readonly string[] } | null;
  readonly cells: readonly string[];
}

export interface ReadByHaven {
  readonly label: string | null;
  readonly notes: readonly string[] | null;
  readonly columns: readonly ReadColumn[];
}

const HAVEN = `invisible(Sys.setlocale("LC_ALL", "C.UTF-8"))
suppressPackageStartupMessages({ library(haven); library(jsonlite) })
cells <- function(x) {
  if (is.character(x)) return(x)
  n <- as.double(x)
  tag <- na_tag(n)
  ifelse(is.na(n), paste0(".", ifelse(is.na(tag), "", tag)), sprintf("%.17g", n))
}
one <- function(path) {
  d <- read_dta(path)
  list(label = attr(d, "label"), notes = if (is.null(attr(d, "notes"))) NULL else I(attr(d, "notes")),
    columns = lapply(names(d), function(name) {
      x <- d[[name]]
      labels <- attr(x, "labels")
      list(name = name, class = I(class(x)), label = attr(x, "label"), format = attr(x, "format.stata"),
        labels = if (is.null(labels)) NULL else list(texts = I(names(labels)), values = I(cells(labels))),
        cells = I(cells(x)))
    }))
}
given <- commandArgs(TRUE)
write_json(lapply(readLines(given[1]), one), given[2], auto_unbox = TRUE, null = "null", na = "string")`;

export function havenReads(paths: readonly string[]): readonly ReadByHaven[] {
  return inR(HAVEN, paths) as readonly ReadByHaven[];
}

export interface ReadByReadstata13 {
  readonly names: readonly string[];
  readonly languages: readonly string[];
  readonly current: string;
  /** The labels of the variables in each language. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** Owner, name and text of each characteristic. */
  readonly characteristics: readonly (readonly [string, string, string])[];
  /** The labels of values, by the name of their set. */
  readonly sets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The set of each variable; '' when it has none. */
  readonly setNames: readonly string[];
  readonly texts: Readonly<Record<string, readonly (string | null)[]>>;
}

const READSTATA13 = `invisible(Sys.setlocale("LC_ALL", "C.UTF-8"))
suppressPackageStartupMessages({ library(readstata13); library(jsonlite) })
one <- function(path) {
  d <- read.dta13(path, convert.factors = FALSE, convert.dates = FALSE, replace.strl = TRUE)
  found <- get.lang(d, print = FALSE)
  languages <- if (length(found$languages) == 0 || any(is.na(found$languages))) character(0) else found$languages
  labels <- lapply(languages, function(l) I(unname(varlabel(d, lang = l))))
  names(labels) <- languages
  sets <- lapply(attr(d, "label.table"), function(set) as.list(set))
  texts <- Filter(is.character, as.list(d))
  list(names = I(names(d)), languages = I(languages), current = if (is.null(found$default)) "" else found$default,
    labels = labels, characteristics = lapply(attr(d, "expansion.fields"), function(x) I(unname(x))),
    sets = sets, setNames = I(unname(attr(d, "val.labels"))), texts = lapply(texts, I))
}
given <- commandArgs(TRUE)
write_json(lapply(readLines(given[1]), one), given[2], auto_unbox = TRUE, null = "null", na = "null")`;

export function readstata13Reads(paths: readonly string[]): readonly ReadByReadstata13[] {
  return inR(READSTATA13, paths) as readonly ReadByReadstata13[];
}

export interface ReadByPandas {
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** The types that pandas gives the columns when nobody asks for others. */
  readonly types: Readonly<Record<string, string>>;
  /** The labels of values, by the name of their set. */
  readonly sets: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const PANDAS = `import json, sys, warnings
import pandas as pd
from pandas.io.stata import StataMissingValue, StataReader
warnings.simplefilter("error", UnicodeWarning)
def cell(x):
    if isinstance(x, str): return x
    if isinstance(x, StataMissingValue): return str(x)
    return repr(float(x))
def one(path):
    kept = pd.read_stata(path, convert_dates=False, convert_categoricals=False, convert_missing=True)
    usual = pd.read_stata(path)
    with StataReader(path) as reader:
        sets = {name: {str(code): text for code, text in found.items()} for name, found in reader.value_labels().items()}
    return {"columns": {name: [cell(x) for x in kept[name].tolist()] for name in kept.columns},
            "types": {name: str(kind) for name, kind in usual.dtypes.items()}, "sets": sets}
json.dump([one(path) for path in open(sys.argv[1], encoding="utf-8").read().split("\\n")], open(sys.argv[2], "w"))`;

export function pandasReads(paths: readonly string[]): readonly ReadByPandas[] {
  return reading(paths, (list, out) =>
    outputOf(pythonWith('pandas') ?? '', ['-c', PANDAS, list, out]),
  ) as readonly ReadByPandas[];
}

function inR(program: string, paths: readonly string[]): unknown {
  return reading(paths, (list, out) => outputOf('Rscript', ['--vanilla', '-e', program, list, out]));
}

function reading(paths: readonly string[], run: (list: string, out: string) => void): unknown {
  const folder = temporaryFolder();
  const [list, out] = [join(folder, 'paths.txt'), join(folder, 'read.json')];
  writeFileSync(list, paths.join('\n'));
  run(list, out);
  return JSON.parse(readFileSync(out, 'utf8'));
}
