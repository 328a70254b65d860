import { hintOf } from './hint.ts';
import { EXIT, spec } from './spec.ts';

/** Writing files for analysis. */
export const exportProblems = {
  'export.form_unknown': spec({
    details: {
      formId: 'text',
      /** IDs of forms that are here, and how many more there are. Absent when the user sees the forms. */
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
    details: {
      file: 'text',
      /** What is not as it should be: of a file that is only written as a whole, the columns are not looked at. */
      kind: ['columns', 'whole'],
    },
    sentence:
      '{file} already exists, and {kind, select, whole {is not as an export of this form left it} other {its columns are not those of this export}}. Attaché wrote nothing; the file is unchanged.',
    action: {
      window: 'Choose another folder, or choose for existing files: Add a number, or Replace.',
      command: 'Choose another folder or file name, or replace the file with --overwrite.',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_whole': spec({
    details: { file: 'text' },
    sentence:
      '{file} already exists, and this format cannot add rows to a file. Attaché wrote nothing; the file is unchanged.',
    action: {
      window:
        'Export all submissions, not only new ones, and choose Replace. For files that grow, choose CSV or SQLite.',
      command:
        'Export all submissions, without --new-only and --append. For files that grow, export to CSV or SQLite.',
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
  'export.corrections_unreadable': spec({
    details: {
      file: 'text',
      why: ['missing', 'empty', 'large', 'columns', 'encoding', 'csv', 'workbook', 'cell'],
      /** The columns that are not there. */
      columns: 'text?',
      /** The line of the cell. */
      line: 'number?',
    },
    sentence:
      'The corrections in {file} cannot be read: {why, select, missing {there is no such file.} empty {the file is empty.} large {the file is too large.} columns {these columns are not there, or twice: {columns}.} encoding {the file is not in UTF-8.} csv {the file is not CSV: a quotation mark is missing or in the wrong place.} cell {line {line} has a cell with an error, or with a date and a time in one.} other {the file is neither CSV nor an Excel workbook that is whole.}} Attaché exported nothing.',
    action:
      'Use a CSV file in UTF-8 or an .xlsx workbook, with the columns key, variable, old, new, who and why in its first row. Format cells with dates and times as text.',
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
  'export.no_printer': spec({
    details: {},
    heading: 'No browser was found to print the PDF',
    sentence: 'To print sheets into a PDF, Attaché needs a browser, and found none.',
    action: {
      window: 'Export without the PDF, open the page in a browser and print it there.',
      command:
        'Install Chromium, Chrome or Edge. Or export without --pdf, open the page in a browser and print it there.',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.pdf_failed': spec({
    details: { why: 'text' },
    heading: 'The PDF could not be printed',
    sentence: 'The browser could not print the sheets into a PDF ({why}).',
    action: 'Export without the PDF, open the page in a browser and print it there.',
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
  'export.nothing_new': spec({
    details: {},
    heading: 'Nothing new',
    sentence:
      'Nothing is new since the last export, so Attaché wrote no file. The files of earlier exports are unchanged.',
    action: {
      window: 'To write all submissions again, choose “All readable submissions”.',
      command: 'To write all submissions again, export without --new-only.',
    },
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.now_empty': spec({
    details: { count: 'number', files: 'text' },
    heading: 'No rows any more',
    sentence:
      'No submission matches what you asked for. {count, plural, one {# file that had rows before has none now: {files}.} other {# files that had rows before have none now: {files}.}}',
    action:
      'If you did not expect this, check the version, the days and the sources, and export again. The submissions in Attaché are unchanged.',
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
  'export.no_location': spec({
    details: {},
    sentence:
      'None of the exported questions is a location (a point, a line or an area), so a file for maps would be empty. Attaché wrote nothing.',
    action: 'Choose a format without a map, for example CSV, or export a question that is a location.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.too_many_columns': spec({
    details: { columns: 'number', most: 'number' },
    sentence:
      'With the rows of repeats as columns, a table would have {columns} columns, and this format holds {most}. Attaché wrote nothing.',
    action: {
      window: 'Export each repeat as a table of its own, or choose fewer questions.',
      command: 'Export each repeat as a table of its own, with --repeats long.',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.repeats_grew': spec({
    details: {},
    sentence:
      'While Attaché exported, a submission with more rows of a repeat came in than there are columns for. Attaché wrote nothing.',
    action: 'Export again when no pull is running.',
    retry: true,
    exit: EXIT.export,
  }),
  'export.carry_unknown': spec({
    details: { question: 'text', why: ['unknown', 'several'] },
    sentence:
      '{why, select, several {The form has several questions called {question}, and one of them should be carried along.} other {The form has no question {question} that repeats could carry along.}}',
    action:
      '{why, select, several {Write the whole path of the question, for example household/name.} other {Write the name or the path of a question that is outside the repeats, or in a repeat around another one.}}',
    retry: false,
    exit: EXIT.usage,
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
    details: {
      language: 'text',
      /** Whether the form has any language, and the names of those that it has. */
      translated: ['yes', 'no'],
      known: 'text',
    },
    sentence:
      '{translated, select, no {The form has no translations, so it has no language called {language}.} other {The form has no language called {language}.}}',
    action: {
      window:
        '{translated, select, no {Choose its labels without a language, or export values instead of labels.} other {Choose one of its languages, or export values instead of labels. It has: {known}.}}',
      command:
        '{translated, select, no {Export its labels with --labels "", or its values without --labels.} other {Choose one of its languages, or export values instead of labels. It has: {known}.}}',
    },
    retry: false,
    exit: EXIT.usage,
  }),
};
