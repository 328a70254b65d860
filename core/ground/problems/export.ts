import { hintOf } from './hint.ts';
import { EXIT, spec } from './spec.ts';

/** Exports that cannot be made as they are asked for, and the submissions that they leave out. */
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
