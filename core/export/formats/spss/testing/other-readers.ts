import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { onTestFinished } from 'vitest';
import { outputOf } from '../../../../../fixtures/other-programs.ts';

/* Programs that read SPSS files and are not ours. */

/** A variable as haven reads it. Numbers are texts with all digits; null is NA. */
export interface HavenVariable {
  readonly name: string;
  readonly label: string | null;
  readonly classes: readonly string[];
  readonly format: string | null;
  /** The values that declared missing values have become NA in, as every user gets them. */
  readonly values: readonly (string | null)[];
  /** The values with the codes for missing values. */
  readonly coded: readonly (string | null)[];
  readonly missing: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** A file as haven reads it. */
export interface HavenFile {
  readonly rows: number;
  readonly label: string | null;
  readonly variables: readonly HavenVariable[];
}

const HAVEN = `
shown <- function(x) {
  x <- unclass(x)
  attributes(x) <- NULL
  if (is.character(x)) x else ifelse(is.na(x), NA, sprintf("%.17g", x))
}
first <- function(x) if (is.null(x)) NA else x[[1]]
files <- lapply(commandArgs(TRUE), function(path) {
  plain <- haven::read_sav(path)
  coded <- haven::read_sav(path, user_na = TRUE)
  list(
    rows = jsonlite::unbox(nrow(plain)),
    label = jsonlite::unbox(first(attr(plain, "label"))),
    variables = lapply(seq_along(plain), function(i) {
      labels <- attr(plain[[i]], "labels", exact = TRUE)
      list(
        name = jsonlite::unbox(names(plain)[[i]]),
        label = jsonlite::unbox(first(attr(plain[[i]], "label", exact = TRUE))),
        classes = class(plain[[i]]),
        format = jsonlite::unbox(first(attr(plain[[i]], "format.spss", exact = TRUE))),
        values = shown(plain[[i]]),
        coded = shown(coded[[i]]),
        missing = if (is.null(attr(coded[[i]], "na_values"))) character(0) else shown(attr(coded[[i]], "na_values")),
        labels = if (is.null(labels)) setNames(list(), character(0)) else
          setNames(lapply(names(labels), jsonlite::unbox), shown(labels))
      )
    })
  )
})
cat(jsonlite::toJSON(files, na = "null", digits = NA, null = "null"))
`;

/** Returns files as haven reads them, all in one start of R. */
export function havenFiles(...paths: readonly string[]): readonly HavenFile[] {
  return JSON.parse(rscript(HAVEN, paths));
}

/** Its codes for missing values become NA, as in haven. */
const FOREIGN = `
files <- lapply(commandArgs(TRUE), function(path) {
  read <- function(missing) suppressWarnings(foreign::read.spss(path, use.value.labels = FALSE,
    use.missings = missing, reencode = "UTF-8"))
  shown <- function(x) {
    if (is.factor(x)) x <- as.character(x)
    if (is.character(x)) sub(" +$", "", x) else ifelse(is.na(x), NA, sprintf("%.17g", x))
  }
  list(coded = lapply(read(FALSE), shown), values = lapply(read(TRUE), shown))
})
cat(jsonlite::toJSON(files, na = "null"))
`;

/** Values by variable. Numbers are texts with all digits; null is NA. */
type Values = Readonly<Record<string, readonly (string | null)[]>>;

/** Returns files as R's foreign reads them, all in one start of R, with codes for missing values and without. */
export function foreignFiles(
  ...paths: readonly string[]
): readonly { readonly coded: Values; readonly values: Values }[] {
  return JSON.parse(rscript(FOREIGN, paths));
}

function rscript(program: string, args: readonly string[]): string {
  const script = join(scratch(), 'read.R');
  writeFileSync(script, program);
  return outputOf('env', ['LC_ALL=C.UTF-8', 'Rscript', '--vanilla', script, ...args]);
}

/** Runs commands of PSPP over a file and returns what it shows, as CSV. Throws when it warns of anything. */
export function pspp(path: string, ...commands: readonly string[]): string {
  const folder = scratch();
  const script = join(folder, 'commands.sps');
  writeFileSync(script, [`GET FILE='${path}'.`, ...commands, ''].join('\n'));
  const args = ['LC_ALL=C.UTF-8', 'pspp', '--no-statrc', '-O', 'format=csv'];
  const shown = outputOf('env', [...args, script]);
  const warning = /^.*\b(?:warning|error):.*$/m.exec(shown);
  if (warning !== null) throw new Error(warning[0]);
  return shown;
}

/** A number with all digits of a double. */
const EXACT = 'E25.16';

/**
 * Returns the rows of a file as PSPP reads them. Takes the names of the variables that are numbers, and whether
 * codes for missing values are kept or become spaces.
 */
export function psppRows(
  path: string,
  numbers: readonly string[],
  codes: 'kept' | 'missing' = 'kept',
): readonly (readonly string[])[] {
  const csv = join(scratch(), 'rows.csv');
  const missing = codes === 'kept' ? 'IGNORE' : 'RECODE';
  pspp(
    path,
    ...(numbers.length === 0 ? [] : [`FORMATS ${numbers.join('\n ')} (${EXACT}).`]),
    `SAVE TRANSLATE /OUTFILE='${csv}' /TYPE=CSV /REPLACE /FIELDNAMES /CELLS=VALUES /MISSING=${missing}.`,
  );
  return parse(readFileSync(csv, 'utf8'), { relax_column_count: false });
}

/** Returns the tables that PSPP shows, by title, each as rows of cells. */
export function tablesIn(shown: string): ReadonlyMap<string, readonly (readonly string[])[]> {
  const tables = new Map<string, (readonly string[])[]>();
  let rows: (readonly string[])[] = [];
  for (const row of parse(shown, { relax_column_count: true }) as string[][]) {
    const title = /^Table: (.*)$/.exec(row[0] ?? '')?.[1];
    if (title === undefined) rows.push(row);
    else {
      rows = [];
      tables.set(title, rows);
    }
  }
  return tables;
}

/** Runs ReadStat's own program, which refuses files that are not right. Returns what it says. */
export function readstat(path: string): string {
  return outputOf('readstat', [path]);
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'attache-spss-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
