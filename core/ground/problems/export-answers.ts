import { EXIT, spec } from './spec.ts';

/** Where answers that do not fit their column stand whole, and the column when it is another one. */
const WHOLE = { where: ['column', 'beside'], companion: 'text?' } as const;

/** Answers and media that an export leaves out, or writes differently from what was asked. */
export const exportAnswerProblems = {
  'export.no_definition': spec({
    details: {},
    sentence:
      'The definition of this form is not here. Columns are named after the answers, dates and places are not recognised, and a part of the form counts as a repeat only where a submission has it twice.',
    action: {
      window:
        'Pull the form with an account that may download its definition, or ask the owner of the form for it (an XForm, a file that ends in .xml) and choose it in the details of the form, in Forms, with “Choose form file…”. Then export again.',
      command:
        'Pull the form with an account that may download its definition, or ask the owner of the form for it (an XForm, a file that ends in .xml) and add it with "attache forms add FILE". Then export again.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'export.answers_left_out': spec({
    details: { count: 'number', first: 'text' },
    sentence:
      '{count, plural, one {One kind of answer that the form definition does not name has no column in this format: {first}.} other {# kinds of answers that the form definition does not name have no column in this format. The first is {first}.}}',
    action: {
      window: 'They stay in the workspace. To have a column for each, export as “CSV, one file per table”.',
      command: 'They stay in the workspace. To have a column for each, export with --format csv.',
    },
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.undated': spec({
    details: { count: 'number', from: 'text' },
    sentence:
      '{count, plural, one {# submission has no submission date and was} other {# submissions have no submission date and were}} left out, because this export starts on {from}.',
    action: 'Submissions from a folder have no such date. To have them, export without a first day.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.dates_unreadable': spec({
    details: { count: 'number', file: 'text', column: 'text' },
    sentence:
      '{count, plural, one {# cell of column {column} in {file} has no readable date or time. Attaché wrote it as it is.} other {# cells of column {column} in {file} have no readable date or time. Attaché wrote them as they are.}}',
    action: 'Look at these cells before you calculate with the column.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.answers_of_other_type': spec({
    details: { count: 'number', file: 'text', column: 'text', ...WHOLE },
    sentence:
      '{count, plural, one {# answer of column {column} in {file} does not have the type of the column.} other {# answers of column {column} in {file} do not have the type of the column.}} {where, select, beside {Attaché wrote {count, plural, one {it} other {them}} whole in the column {companion}.} other {Attaché wrote {count, plural, one {it whole, as it is} other {them whole, as they are}}.}}',
    action:
      '{where, select, beside {Look at {companion} before you calculate with {column}.} other {Look at these cells before you calculate with the column.}} The question had another type in an older version of the form, or another program filled it in.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.cells_changed': spec({
    details: { count: 'number', file: 'text', column: 'text' },
    sentence:
      '{count, plural, one {# cell of column {column} in {file} has characters that such a file cannot hold. They were left out or replaced.} other {# cells of column {column} in {file} have characters that such a file cannot hold. They were left out or replaced.}}',
    action: 'Everything else in these cells is as it was written. A CSV file holds these cells whole.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.stata_editions': spec({
    details: { count: 'number', file: 'text', /** `mp`: more than 32,767 variables. */ edition: 'text' },
    sentence:
      '{file} has {count} variables. {edition, select, mp {Only Stata/MP opens this file.} other {Stata/SE and Stata/MP open this file. Stata/BE opens at most 2,048 variables.}}',
    action:
      'For other editions of Stata, export fewer columns, or select-multiples as text. R and Python open the file.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.stata_long_texts': spec({
    details: { file: 'text' },
    sentence:
      '{file} is in Stata’s release 119 and has texts of more than 2,045 bytes. R with haven shows these texts as empty.',
    action:
      'Read the file with Stata/MP or pandas, or export without release 119: then every program reads the texts.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.answers_not_split': spec({
    details: { count: 'number', file: 'text', column: 'text', ...WHOLE },
    sentence:
      '{count, plural, one {# answer of column {column} in {file} could not be split: it has more than the choices of the form, and some of these have spaces in their values.} other {# answers of column {column} in {file} could not be split: they have more than the choices of the form, and some of these have spaces in their values.}}',
    action:
      '{where, select, beside {Look at these answers in the column {companion}, which has them as they were written.} other {Look at these answers in the column itself, which has them as they were written.}}',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.cells_as_text': spec({
    details: { count: 'number', file: 'text', column: 'text' },
    sentence:
      '{count, plural, one {# value of column {column} in {file} is a text, because the format has no such date or number.} other {# values of column {column} in {file} are texts, because the format has no such dates or numbers.}}',
    action: 'Look at these cells before you calculate with the column.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.texts_apart': spec({
    details: { count: 'number', file: 'text', column: 'text' },
    sentence:
      '{count, plural, one {# text of column {column} in {file} is longer than a cell can be. The cell has its beginning, and the sheet “long texts” has all of it.} other {# texts of column {column} in {file} are longer than a cell can be. The cells have their beginnings, and the sheet “long texts” has all of them.}}',
    action: 'Take the whole texts from that sheet, or export to CSV.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.table_in_sheets': spec({
    details: { count: 'number', file: 'text', table: 'text' },
    sentence:
      '{table} in {file} is too large for one sheet. It is on {count, plural, one {# sheet} other {# sheets}}, one after the other.',
    action: 'Put the sheets together before you calculate, or export to CSV or Parquet.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.tables_left_out': spec({
    details: { count: 'number', tables: 'text' },
    sentence:
      '{count, plural, one {# table of the form has no location, so no file has its rows: {tables}.} other {# tables of the form have no location, so no file has their rows: {tables}.}}',
    action: 'Export them to CSV or GeoPackage too. These have all rows of the form.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.choices_unknown': spec({
    details: { count: 'number', columns: 'text' },
    sentence:
      '{count, plural, one {# question was not split, because its choices are not in the form: {columns}.} other {# questions were not split, because their choices are not in the form: {columns}.}}',
    action: 'The columns have the answers as they were written, with a space between two values.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.labels_unknown': spec({
    details: { count: 'number', columns: 'text' },
    sentence:
      '{count, plural, one {# question has values and no labels, because its choices are not here: {columns}.} other {# questions have values and no labels, because their choices are not here: {columns}.}}',
    action:
      'If the choices come from a file, pull or import the form again with its files. Choices from a repeat are answers.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.cells_guarded': spec({
    details: { count: 'number', file: 'text', columns: 'text' },
    sentence:
      '{count, plural, one {# cell in {file} begins with an apostrophe now, so that no spreadsheet computes it: {columns}.} other {# cells in {file} begin with an apostrophe now, so that no spreadsheet computes them: {columns}.}}',
    action: {
      window: 'For a statistics program, switch off “No formulas in cells” and export again.',
      command: 'For a statistics program, export with the formula guard off (--no-formula-guard).',
    },
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.corrections_refused': spec({
    details: {
      count: 'number',
      file: 'text',
      lines: 'text',
      /** What these lines have in common. */
      why: ['key', 'keys', 'variable', 'variables', 'fixed', 'old'],
    },
    sentence:
      '{count, plural, one {# correction of {file} was refused, in line {lines}:} other {# corrections of {file} were refused, in the lines {lines}:}} {why, select, key {no exported row has the key.} keys {several submissions have the key.} variable {the row has no question of that name.} variables {several questions of the row have that name.} fixed {attachments and IDs cannot be corrected.} other {the stored answer is not the one in the column old.}} The answers there are as they are stored.',
    action:
      'Compare key, variable and old with a new export without corrections. The report beside the files names every refused line.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.report_failed': spec({
    details: { why: 'text' },
    sentence: 'The files are written, but not the report beside them ({why}).',
    action: 'The files are complete. Make room or choose another folder, and export again for the report.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.submission_failed': spec({
    details: { count: 'number', instanceId: 'text' },
    sentence:
      '{count, plural, one {Attaché failed on submission {instanceId}, which has no row. This is a bug in Attaché.} other {Attaché failed on # submissions, which have no row. The first is {instanceId}. This is a bug in Attaché.}}',
    action:
      'All others are written. Please report this with the ID of the submission, which holds no answers.',
    retry: false,
    exit: EXIT.bug,
  }),
  'export.media_missing': spec({
    details: { count: 'number', instanceId: 'text' },
    sentence:
      '{count, plural, one {# file of an answer is not here and was not copied, in submission {instanceId}.} other {# files of answers are not here and were not copied, the first in submission {instanceId}.}}',
    action: {
      window: 'Pull again, then export again. The rows themselves are complete.',
      command: 'Run "attache retry", then export again. The rows themselves are complete.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'export.media_unsafe': spec({
    details: { count: 'number', instanceId: 'text' },
    sentence:
      '{count, plural, one {# answer names a file in an unsafe way, so Attaché did not copy the file. It is in submission {instanceId}.} other {# answers name files in an unsafe way, so Attaché did not copy the files. The first is in submission {instanceId}.}}',
    action: 'Look at these submissions: nobody makes such names by accident.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.media_failed': spec({
    details: { count: 'number', instanceId: 'text' },
    sentence:
      '{count, plural, one {# attached file could not be read from the workspace, in submission {instanceId}.} other {# attached files could not be read from the workspace, the first in submission {instanceId}.}}',
    action: {
      window:
        'Files of the workspace may be damaged. Pull these submissions again, or put the workspace back from a backup.',
      command: 'Run "attache verify" to see which files of the workspace are damaged.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
};
