import { EXIT, spec } from './spec.ts';

/** The folder that an export writes into, and the files that are there already. */
export const exportFileProblems = {
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
  'export.files_exist': spec({
    details: { count: 'number', files: 'text' },
    sentence:
      '{count, plural, one {# file of this export already exists: {files}.} other {# files of this export already exist: {files}.}}',
    action: 'Replace them, or add a number to the names of the new ones.',
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
};
