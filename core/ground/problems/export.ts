import { hintOf } from './hint.ts';
import { EXIT, spec } from './spec.ts';

/** Writing files for analysis. */
export const exportProblems = {
  'export.form_unknown': spec({
    details: {
      formId: 'text',
      /** IDs of forms that are here, and how many more there are; absent where the forms are in sight. */
      known: 'text?',
      more: 'number?',
      /** IDs of the forms that were probably meant. */
      meant: 'text?',
    },
    sentence: 'The form {formId} is not in this workspace.',
    action: {
      window: 'Choose another form, or pull this one first.',
      command:
        '{hint, select, meant {Use the ID of the form: {meant}.} known {Use the ID of a form that is here: {named}.} other {Run "attache forms" to see the forms that are here.}}',
    },
    forCommand: hintOf,
    retry: false,
    exit: EXIT.export,
  }),
  'export.folder_unusable': spec({
    details: {
      folder: 'text',
      /** Why the folder takes no files, and the file that is in its place or in that of a folder above it. */
      reason: ['file', 'readOnly', 'gone', 'other'],
      file: 'text?',
    },
    sentence:
      '{reason, select, file {{file} is a file, not a folder, so Attaché cannot write into {folder}.} readOnly {{folder} is read-only, or you may not write into it.} gone {{folder} does not exist and cannot be made.} other {Attaché cannot write files into {folder}.}}',
    action:
      '{reason, select, file {Move or rename that file, or choose another folder.} other {Choose a folder that exists or can be made, and that you may write to.}}',
    retry: false,
    exit: EXIT.export,
  }),
  'export.folder_copied': spec({
    details: { folder: 'text', service: 'text' },
    sentence: '{folder} is copied to {service}: decrypted answers in it leave this computer.',
    action: 'Choose a folder that is not copied, unless this data is allowed to be there.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.folder_inside': spec({
    details: { folder: 'text', kind: ['Briefcase', 'Collect', 'workspace'] },
    sentence:
      '{kind, select, workspace {{folder} is inside the workspace, which holds only Attaché’s own files.} other {{folder} is inside a {kind} folder, whose files must stay as they are.}}',
    action: 'Choose a folder outside it for the exported files.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_differs': spec({
    details: { file: 'text' },
    sentence:
      '{file} already exists, and its columns are not those of this export. Attaché wrote nothing; the file is unchanged.',
    action: {
      window: 'Choose another folder, or choose for existing files: Add a number, or Replace.',
      command: 'Choose another folder or file name, or replace the file with --overwrite.',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_of_other_form': spec({
    details: { file: 'text', form: 'text' },
    sentence:
      '{file} already exists and has rows of another form, {form}. Attaché wrote nothing; the file is unchanged.',
    action: {
      window: 'Choose another folder, or choose for existing files: Add a number, or Replace.',
      command: 'Choose another folder or file name, or replace the file with --overwrite.',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_unknown': spec({
    details: { file: 'text' },
    sentence:
      '{file} already exists, and none of its rows is of this form as this workspace knows it. Attaché wrote nothing; the file is unchanged.',
    action: {
      window: 'Choose another folder, or choose for existing files: Add a number, or Replace.',
      command: 'Choose another folder or file name, or replace the file with --overwrite.',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.files_left': spec({
    details: { count: 'number', files: 'text' },
    sentence:
      '{count, plural, one {# file of an earlier export with the same name is still in this folder, and Attaché did not write it again: {files}.} other {# files of an earlier export with the same name are still in this folder, and Attaché did not write them again: {files}.}}',
    action: 'Move or remove them if you do not need them: their rows may not belong to the new files.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.edited_since': spec({
    details: { count: 'number', file: 'text', instanceId: 'text' },
    heading: 'Edited since the last export',
    sentence:
      '{count, plural, one {# submission in {file} was edited since that export} other {# submissions in {file} were edited since that export}} (the first: {instanceId}). An export that adds to this file would have them twice. Attaché wrote nothing; the file is unchanged.',
    action: {
      window: 'Export the whole form again, and replace the files.',
      command: 'Export the whole form again: with --overwrite, and without --append and --new-only.',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.columns_lacking': spec({
    details: { count: 'number', file: 'text', columns: 'text' },
    heading: 'The file does not have all columns',
    sentence:
      '{file} does not have {count, plural, one {# column} other {# columns}} that an export of this form has now: {columns}. Attaché added the rows without {count, plural, one {it} other {them}}.',
    action: {
      window: 'To have them, export the whole form again and replace the file, or choose another folder.',
      command: 'To have them, export the whole form again, with --overwrite or into another folder.',
    },
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.rows_there': spec({
    details: { count: 'number', file: 'text' },
    heading: 'Already in the file',
    sentence:
      '{count, plural, one {# submission has its row} other {# submissions have their rows}} in {file} already. Attaché did not add them again.',
    action: {
      window: 'Nothing is missing. To write them as they are now, replace the file.',
      command: 'Nothing is missing. To write them as they are now, export with --overwrite.',
    },
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.deleted_left_out': spec({
    details: { count: 'number' },
    heading: 'Left out because deleted',
    sentence:
      '{count, plural, one {# submission that was deleted on its server was} other {# submissions that were deleted on their servers were}} left out, as you asked.',
    action: {
      window: 'To export them too, switch “Leave out submissions deleted on the server” off.',
      command: 'To export them too, leave out --without-deleted.',
    },
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.not_newest': spec({
    details: { count: 'number' },
    heading: 'Not the newest version',
    sentence:
      '{count, plural, one {# submission is} other {# submissions are}} exported in an earlier version, because the newest is not readable.',
    action: {
      window:
        'Add the key of the newest version, or pull again. If the server did not keep an edit, it must be made again.',
      command:
        '"attache problems" shows which and why (submission.newest_unreadable, submission.only_before_edit). Add the key, or pull again. If the server did not keep an edit, it must be made again.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'export.files_exist': spec({
    details: { count: 'number', files: 'text' },
    sentence:
      '{count, plural, one {# file of this export already exists: {files}.} other {# files of this export already exist: {files}.}}',
    action: 'Replace them, or add a number to the names of the new ones.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.running': spec({
    details: {},
    sentence: 'Another export is running.',
    action: 'Wait until it has ended, or stop it.',
    retry: true,
    exit: EXIT.export,
  }),
  'export.profile_unknown': spec({
    details: { name: 'text' },
    sentence: 'There is no export preset {name} in this workspace.',
    action: 'Choose another preset for this form, or save one with that name.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_in_the_way': spec({
    details: { file: 'text' },
    sentence: '{file} is a link or a folder. Attaché does not follow or replace it.',
    action: 'Move it away, or choose another folder.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_busy': spec({
    details: { file: 'text' },
    sentence: '{file} is open in another program, perhaps Excel.',
    action: 'Close it and export again. Until then the file stays unchanged.',
    retry: true,
    exit: EXIT.export,
  }),
  'export.day_invalid': spec({
    details: { option: ['from', 'to'] },
    sentence: {
      window: '{option, select, from {The first day is not a date.} other {The last day is not a date.}}',
      command: 'The "{option}" date is not a date written as year-month-day.',
    },
    action: 'Write it as year-month-day, like 2024-03-31.',
    retry: false,
    exit: EXIT.usage,
  }),
  'export.range_reversed': spec({
    details: { from: 'text', to: 'text' },
    sentence: 'The date range ends ({to}) before it starts ({from}).',
    action: 'Swap the two dates. Both days are included.',
    retry: false,
    exit: EXIT.usage,
  }),
  'export.time_zone_unknown': spec({
    details: { zone: 'text' },
    sentence: 'There is no time zone called {zone}.',
    action: 'Write it as a place, like Africa/Addis_Ababa, or write UTC.',
    retry: false,
    exit: EXIT.usage,
  }),
  'export.separator_invalid': spec({
    details: {},
    sentence:
      'The separator between cells must be one character, and not a letter, digit, quote or line end.',
    action: 'Use a comma, a semicolon, a bar or a tab.',
    retry: false,
    exit: EXIT.usage,
  }),
  'export.language_unknown': spec({
    details: { language: 'text', known: 'text' },
    sentence: 'The form has no language called {language}.',
    action: 'Choose one of its languages, or export values instead of labels. It has: {known}.',
    retry: false,
    exit: EXIT.usage,
  }),
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
      command: 'They stay in the workspace. To have a column for each, export with --profile tidy.',
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
    details: { count: 'number', file: 'text', column: 'text' },
    sentence:
      '{count, plural, one {# answer of column {column} in {file} does not have the type of the column. Attaché wrote it whole, as it is.} other {# answers of column {column} in {file} do not have the type of the column. Attaché wrote them whole, as they are.}}',
    action:
      'Look at these cells before you calculate with the column. The question had another type in an older version of the form, or another program filled it in.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.answers_not_split': spec({
    details: { count: 'number', file: 'text', column: 'text' },
    sentence:
      '{count, plural, one {# answer of column {column} in {file} could not be split: it has more than the choices of the form, and some of these have spaces in their values.} other {# answers of column {column} in {file} could not be split: they have more than the choices of the form, and some of these have spaces in their values.}}',
    action: 'Look at these answers in the column itself, which has them as they were written.',
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
