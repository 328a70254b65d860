import { EXIT, spec } from './spec.ts';

type Folder = { readonly folder: string };
type File = { readonly file: string };
type Count = { readonly count: number };
/** Why a folder takes no files, and the file that stands in its place or in that of a folder above it. */
type Unusable = {
  readonly reason: 'file' | 'readOnly' | 'gone' | 'other';
  readonly file: string | null;
};

/** Writing files for analysis. */
export const exportProblems = {
  'export.form_unknown': spec<{
    readonly formId: string;
    /** IDs of forms that are here, and how many more there are; left out where the forms are in sight. */
    readonly known?: string;
    readonly more?: number;
    /** IDs of the forms that were probably meant. */
    readonly meant?: string;
  }>({
    sentence: ({ formId }) => `There is no form ${formId} in this workspace.`,
    action: ({ known = '', more = 0, meant = '' }) =>
      meant !== ''
        ? `Use the ID of the form: ${meant}.`
        : known === ''
          ? 'See "attache forms" for the forms that are here.'
          : `Use the ID of a form that is here: ${known}${more === 0 ? '' : `, and ${more} more`}.`,
    retry: false,
    exit: EXIT.export,
  }),
  'export.folder_unusable': spec<Folder & Unusable>({
    sentence: ({ folder, reason, file }) => {
      if (reason === 'file')
        return `${file} is a file, not a folder, so nothing can be written into ${folder}.`;
      if (reason === 'readOnly') return `${folder} is read-only, or you may not write into it.`;
      if (reason === 'gone') return `${folder} is not there and cannot be made.`;
      return `Files cannot be written into ${folder}.`;
    },
    action: ({ reason }) =>
      reason === 'file'
        ? 'Move or rename that file, or choose another folder.'
        : 'Choose a folder that exists or can be made, and that you may write to.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.folder_copied': spec<Folder & { readonly service: string }>({
    sentence: ({ folder, service }) =>
      `${folder} is copied to ${service}: decrypted answers that are written there leave this computer.`,
    action: 'Choose a folder that is not copied, unless this data may be kept there.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.folder_inside': spec<Folder & { readonly kind: 'Briefcase' | 'Collect' | 'workspace' }>({
    sentence: ({ folder, kind }) =>
      kind === 'workspace'
        ? `${folder} lies inside the workspace, which holds only what Attaché keeps itself.`
        : `${folder} lies inside a ${kind} folder, whose files must stay as they are.`,
    action: 'Choose a folder outside it for the exported files.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_differs': spec<File>({
    sentence: ({ file }) =>
      `${file} is already there and its first line is not the one that this export writes, so its columns differ.`,
    action:
      'Choose another folder or file name, or choose to overwrite (--overwrite). Nothing was written; the file is as it was.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_of_other_form': spec<File & { readonly form: string }>({
    sentence: ({ file, form }) => `${file} is already there and holds rows of another form, ${form}.`,
    action:
      'Choose another folder or file name, or choose to overwrite (--overwrite). Nothing was written; the file is as it was.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_unknown': spec<File>({
    sentence: ({ file }) =>
      `${file} is already there and none of its rows is of this form, as far as this workspace knows it.`,
    action:
      'Choose another folder or file name, or choose to overwrite (--overwrite). Nothing was written; the file is as it was.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.files_left': spec<Count & { readonly files: string }>({
    sentence: ({ count, files }) =>
      `${count} file(s) of an earlier export under the same name stay beside these and were not written again: ${files}.`,
    action: 'Move or remove them if they are not needed: their rows may not belong to the new files.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.edited_since': spec<Count & File & { readonly instanceId: string }>({
    sentence: ({ count, file, instanceId }) =>
      `${count} submission(s) of which ${file} has an earlier version were edited since (the first: ${instanceId}); added to it, they would be there twice.`,
    action:
      'Export the form again as a whole: with --overwrite, and without --append and --new-only. Nothing was written; the file is as it was.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.columns_lacking': spec<Count & File & { readonly columns: string }>({
    sentence: ({ count, file, columns }) =>
      `${file} was begun without ${count} column(s) that an export of this form has by now: ${columns}. Rows were added without them.`,
    action:
      'To have these columns, export the form again as a whole, with --overwrite or into another folder.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.rows_there': spec<Count & File>({
    sentence: ({ count, file }) =>
      `${count} submission(s) have their row in ${file} already; it was not added again.`,
    action: 'Nothing is missing. To write them as they are now, export with --overwrite.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.deleted_left_out': spec<Count>({
    sentence: ({ count }) =>
      `${count} submission(s) that were deleted on their servers were left out, as you asked.`,
    action: 'Export without --without-deleted to have them too.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.not_newest': spec<Count>({
    sentence: ({ count }) =>
      `${count} submission(s) stand in an earlier version, because their newest cannot be read.`,
    action:
      '"attache problems" says which and why (submission.newest_unreadable, submission.only_before_edit). Add the key, or fetch again what may be fetched; an edit that the server has not kept must be made again.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'export.files_exist': spec<Count & { readonly files: string }>({
    sentence: ({ count, files }) => `${count} file(s) of this export are there already: ${files}.`,
    action: 'Choose to replace them, or to add a number to the names of the new ones.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.running': spec<Record<string, never>>({
    sentence: () => 'Another export is running.',
    action: 'Wait until it has ended, or stop it.',
    retry: true,
    exit: EXIT.export,
  }),
  'export.profile_unknown': spec<{ readonly name: string }>({
    sentence: ({ name }) => `There is no export profile ${name} in this workspace.`,
    action: 'Choose another profile for this form, or save one under that name.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_in_the_way': spec<File>({
    sentence: ({ file }) => `${file} is a link or a folder, so it is neither followed nor replaced.`,
    action: 'Move it away, or choose another folder.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.file_busy': spec<File>({
    sentence: ({ file }) => `${file} is open in another program, perhaps Excel.`,
    action: 'Close it and export again. Until then the file stays as it was.',
    retry: true,
    exit: EXIT.export,
  }),
  'export.day_invalid': spec<{ readonly option: 'from' | 'to' }>({
    sentence: ({ option }) => `The "${option}" date is not a day written as year-month-day.`,
    action: 'Write it like 2024-03-31.',
    retry: false,
    exit: EXIT.usage,
  }),
  'export.range_reversed': spec<{ readonly from: string; readonly to: string }>({
    sentence: ({ from, to }) => `The date range ends (${to}) before it starts (${from}).`,
    action: 'Exchange the two dates; both days are included.',
    retry: false,
    exit: EXIT.usage,
  }),
  'export.time_zone_unknown': spec<{ readonly zone: string }>({
    sentence: ({ zone }) => `There is no time zone called ${zone}.`,
    action: 'Write it as a place, like Africa/Addis_Ababa, or write UTC.',
    retry: false,
    exit: EXIT.usage,
  }),
  'export.separator_invalid': spec<Record<string, never>>({
    sentence: () =>
      'The separator between cells must be one character, and no letter, digit, quote or line end.',
    action: 'Use a comma, a semicolon, a bar or a tab.',
    retry: false,
    exit: EXIT.usage,
  }),
  'export.language_unknown': spec<{ readonly language: string; readonly known: string }>({
    sentence: ({ language, known }) =>
      known === ''
        ? `The form has no translations, so none called ${language}.`
        : `The form has no language called ${language}; it has ${known}.`,
    action: 'Choose one of its languages, or export values instead of labels.',
    retry: false,
    exit: EXIT.usage,
  }),
  'export.no_definition': spec<Record<string, never>>({
    sentence: () =>
      'No definition of this form is here: columns are named by the answers, dates and places are not recognised, and a part of the form counts as a repeat only where a submission has it twice.',
    action:
      'Pull the form with an account that is given its definition, or ask the owner of the form for it (an XForm, a file that ends in .xml) and add it: "Choose form file…" in the details of the form, or attache forms add FILE. Then export again.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'export.answers_left_out': spec<Count & { readonly first: string }>({
    sentence: ({ count, first }) =>
      `${count} kind(s) of answers that the form definition does not name have no column in this profile (the first: ${first}).`,
    action: 'They are in the workspace. Export with the tidy profile to have a column for each.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.undated': spec<Count & { readonly from: string }>({
    sentence: ({ count, from }) =>
      `${count} submission(s) have no submission date and were left out, because only those from ${from} on were asked for.`,
    action: 'Submissions from a folder have none. Export without a first day to have them.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.dates_unreadable': spec<Count & File & { readonly column: string }>({
    sentence: ({ count, column, file }) =>
      `${count} cell(s) of column ${column} in ${file} hold no readable date or time and were written as they are.`,
    action: 'Look at these cells before calculating with the column.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.answers_of_other_type': spec<Count & File & { readonly column: string }>({
    sentence: ({ count, column, file }) =>
      `${count} answer(s) of column ${column} in ${file} are not of the column's type and were written whole, as they are.`,
    action:
      'Look at these cells before calculating with the column. The question had another type in an older version of the form, or was filled in by other means.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.answers_not_split': spec<Count & File & { readonly column: string }>({
    sentence: ({ count, column, file }) =>
      `${count} answer(s) of column ${column} in ${file} could not be split: they hold more than the choices of the form, some of which have spaces in their values.`,
    action: 'Look at these answers in the column itself, where they stand as they were written.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.choices_unknown': spec<Count & { readonly columns: string }>({
    sentence: ({ count, columns }) =>
      `${count} question(s) were not split, because their choices are not in the form: ${columns}.`,
    action: 'The columns hold the answers as they were written, with a space between two values.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.labels_unknown': spec<Count & { readonly columns: string }>({
    sentence: ({ count, columns }) =>
      `${count} question(s) have values and no labels, because their choices are not here: ${columns}.`,
    action:
      'Where the choices come from a file, pull or import the form again with its files. Choices from a repeat are answers themselves.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.cells_guarded': spec<Count & File & { readonly columns: string }>({
    sentence: ({ count, file, columns }) =>
      `${count} cell(s) in ${file} begin with an apostrophe now, so that no spreadsheet computes them: ${columns}.`,
    action: 'For a statistics program, export with the formula guard off (--no-formula-guard).',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.submission_failed': spec<Count & { readonly instanceId: string }>({
    sentence: ({ count, instanceId }) =>
      `Attaché failed on ${count} submission(s) in a way that it should not; they have no row (the first: ${instanceId}).`,
    action: 'All others are written. Please report this with the ID of the submission; it holds no answers.',
    retry: false,
    exit: EXIT.bug,
  }),
  'export.media_missing': spec<Count & { readonly instanceId: string }>({
    sentence: ({ count, instanceId }) =>
      `${count} attached file(s) that answers name are not here and were not copied (first in submission ${instanceId}).`,
    action: 'Fetch again with "attache retry", then export again. The rows themselves are complete.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'export.media_unsafe': spec<Count & { readonly instanceId: string }>({
    sentence: ({ count, instanceId }) =>
      `${count} answer(s) name a file in a way that is not safe; nothing was copied for them (first in submission ${instanceId}).`,
    action: 'Look at these submissions: such names are not made by accident.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.media_failed': spec<Count & { readonly instanceId: string }>({
    sentence: ({ count, instanceId }) =>
      `${count} attached file(s) could not be read from the workspace (first in submission ${instanceId}).`,
    action: 'Run "attache verify" to see which files of the workspace are damaged.',
    retry: true,
    exit: EXIT.someProblems,
  }),
};
