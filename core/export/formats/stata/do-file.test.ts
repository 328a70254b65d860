import { expect, test } from 'vitest';
import type { AnalysisTable } from '../../analysis/analysis-table.ts';
import { column, FORM } from '../../analysis/testing/hand-made.ts';
import { doFile } from './do-file.ts';

function table(path: string, parent: string | null, names: readonly string[]): AnalysisTable {
  return {
    form: { ...FORM, title: 'A `form\' /* of "$x" */' },
    path,
    name: path,
    labels: {},
    columns: names.map((name) =>
      column(name, 'text', { role: /key|position/.test(name) ? 'fact' : 'answer' }),
    ),
    key: 'key',
    parent: parent === null ? null : { path: parent, column: 'key' },
    cells: () => [],
  };
}

test('repeats in repeats get the answers around them, and no variable hides another', () => {
  const text = doFile([
    { table: table('', null, ['key', 'name', 'age']), files: ['A $b.dta', 'A $b-part2.dta'] },
    { table: table('r', '', ['key', 'parent_key', 'name', 'x']), files: ['A $b-r.dta'] },
    { table: table('r/s', 'r', ['key', 'parent_key', 'name', 'age']), files: ['A $b-s.dta'] },
  ]);
  expect(text.split('\n')).toEqual([
    "* Joins the files of the form: A form' of x",
    '* Written by Attaché, which has not run it: look at what each merge reports.',
    '* If Stata says that key identifies no rows alone, submissions share an instance ID: look at those first.',
    '* Change to the folder of the files first: cd "..."',
    '* The results have the names of the files, with -merged behind them.',
    'version 14',
    '',
    '* The submissions',
    'tempfile joined1',
    'use `"A \\$b.dta"\', clear',
    'merge 1:1 key using `"A \\$b-part2.dta"\', nogenerate',
    'save "`joined1\'", replace',
    'save `"A \\$b-merged.dta"\', replace',
    '',
    '* Repeat r',
    'tempfile joined2',
    'use `"A \\$b-r.dta"\', clear',
    'save "`joined2\'", replace',
    'use "`joined1\'", clear',
    'capture rename name name_outer',
    'rename key parent_key',
    'tempfile outer',
    'save "`outer\'", replace',
    'use "`joined2\'", clear',
    'merge m:1 parent_key using "`outer\'", keep(master match) nogenerate',
    'save "`joined2\'", replace',
    'save `"A \\$b-r-merged.dta"\', replace',
    '',
    '* Repeat r s',
    'tempfile joined3',
    'use `"A \\$b-s.dta"\', clear',
    'save "`joined3\'", replace',
    'use "`joined2\'", clear',
    'capture rename parent_key parent_key_outer',
    'capture rename name name_outer2',
    'capture rename age age_outer',
    'rename key parent_key',
    'tempfile outer',
    'save "`outer\'", replace',
    'use "`joined3\'", clear',
    'merge m:1 parent_key using "`outer\'", keep(master match) nogenerate',
    'save "`joined3\'", replace',
    'save `"A \\$b-s-merged.dta"\', replace',
    '',
  ]);
});
