import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import { cutName, oneLine } from './texts.ts';

/** A table with the files that it is in: the first of them, and those with its further columns. */
export interface TableFiles {
  readonly table: AnalysisTable;
  readonly files: readonly string[];
}

/** A table that the script has joined. */
interface Joined {
  /** The macro with the name of its temporary file. */
  readonly macro: string;
  /** The variables that it can have. */
  readonly names: readonly string[];
  readonly key: string;
}

/**
 * Returns a script for Stata that joins the files of an export: the parts of a table that is too wide for one
 * file, and each repeat with the answers around it. It saves each result beside the files. Takes the tables,
 * those of outer repeats before those of inner ones.
 */
export function doFile(tables: readonly TableFiles[]): string {
  const joined = new Map<string, Joined>();
  const steps = tables.map((own, i) => {
    const { path, key, parent } = own.table;
    const outer = parent === null ? undefined : joined.get(parent.path);
    const step = joinedWith(own, `joined${i + 1}`, outer);
    joined.set(path, { macro: `joined${i + 1}`, names: step.names, key });
    return step.lines;
  });
  return [
    `* Joins the files of the form: ${commentText(tables[0]?.table.form.title ?? '')}`,
    '* Written by Attaché, which has not run it: look at what each merge reports.',
    '* If Stata says that key identifies no rows alone, submissions share an instance ID: look at those first.',
    '* Change to the folder of the files first: cd "..."',
    '* The results have the names of the files, with -merged behind them.',
    'version 14',
    ...steps.flat(),
    '',
  ].join('\n');
}

function joinedWith(
  { table, files }: TableFiles,
  macro: string,
  outer: Joined | undefined,
): { readonly lines: readonly string[]; readonly names: readonly string[] } {
  const [first = '', ...more] = files;
  const own = table.columns.map(({ name }) => name);
  const parts = [
    '',
    `* ${table.path === '' ? 'The submissions' : `Repeat ${commentText(table.path)}`}`,
    `tempfile ${macro}`,
    `use ${quoted(first)}, clear`,
    ...more.map((file) => `merge 1:1 ${table.key} using ${quoted(file)}, nogenerate`),
    saved(macro),
  ];
  const result = `save ${quoted(first.replace(/\.dta$/, '-merged.dta'))}, replace`;
  if (outer === undefined) return { lines: more.length === 0 ? parts : [...parts, result], names: own };

  // Of two variables with one name, `merge` would keep only the inner one.
  const parentKey =
    table.columns.find(({ role, original }) => role === 'fact' && original === 'parent_key')?.name ?? '';
  const taken = new Set([...own, ...outer.names]);
  const renamed = outer.names
    .filter((name) => name !== outer.key)
    .map((name) => [name, own.includes(name) ? outerName(name, taken) : name] as const);
  const lines = [
    ...parts,
    `use "\`${outer.macro}'", clear`,
    // A variable that is only there when it is used may be missing.
    ...renamed.flatMap(([name, made]) => (name === made ? [] : [`capture rename ${name} ${made}`])),
    `rename ${outer.key} ${parentKey}`,
    'tempfile outer',
    saved('outer'),
    `use "\`${macro}'", clear`,
    `merge m:1 ${parentKey} using "\`outer'", keep(master match) nogenerate`,
    saved(macro),
    result,
  ];
  return { lines, names: [...own, ...renamed.map(([, made]) => made)] };
}

function outerName(name: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const behind = `_outer${number === 1 ? '' : number}`;
    const made = `${cutName(name, 32 - behind.length)}${behind}`;
    if (taken.has(made)) continue;
    taken.add(made);
    return made;
  }
}

function saved(macro: string): string {
  return `save "\`${macro}'", replace`;
}

/** A file name for Stata, which would put values in the place of `$name` and `` `name' ``. */
function quoted(file: string): string {
  return `\`"${file.replace(/[$`]/g, '\\$&')}"'`;
}

/** A text that neither ends its comment nor begins another. */
function commentText(text: string): string {
  return oneLine(text.replace(/[/*`$"]/g, ' '));
}
