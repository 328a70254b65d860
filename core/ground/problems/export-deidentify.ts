import { EXIT, spec } from './spec.ts';

/** Exports without what identifies people. */
export const exportDeidentifyProblems = {
  'export.deidentify_unknown': spec({
    details: { column: 'text', form: 'text' },
    sentence:
      'The rules for de-identified exports name {column}, and the form {form} has no such question, or several where one is meant. Attaché exported nothing.',
    action:
      'Correct the name in the preset, or say with "form" for which form the rule is. A typing error would publish the answers.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.deidentify_no_rules': spec({
    details: { name: 'text' },
    sentence: 'The preset {name} has no rules for de-identified exports. Attaché exported nothing.',
    action: {
      window: 'Choose another preset, or add rules to this one.',
      command: 'Add "deidentify" to the preset and import it again with "attache preset import FILE".',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.deidentify_form': spec({
    details: { form: 'text' },
    sentence:
      'The rules for de-identified exports say nothing about the form {form}. Attaché did not export it.',
    action: {
      window: 'Look through its questions under “De-identified”, and choose what is done to their answers.',
      command:
        'Add rules for its questions to the preset, or one that keeps a question when nothing identifies people.',
    },
    retry: false,
    exit: EXIT.export,
  }),
  'export.deidentify_unmarked': spec({
    details: { count: 'number', columns: 'text' },
    sentence:
      '{count, plural, one {# column may identify people and is not marked in the rules: {columns}.} other {# columns may identify people and are not marked in the rules: {columns}.}}',
    action:
      'Look at them before you give the files away. Add a rule for each; "keep" says that it may stay as it is.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.deidentify_small_groups': spec({
    details: { count: 'number', k: 'number' },
    sentence:
      '{count, plural, one {# row is in a group of fewer than {k} rows with the same answers in the chosen columns.} other {# rows are in groups of fewer than {k} rows with the same answers in the chosen columns.}}',
    action: 'Make the bands or the grid larger, cut dates to the year, or leave a column out.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.deidentify_unfit': spec({
    details: { count: 'number', columns: 'text' },
    sentence:
      '{count, plural, one {# answer did not fit the treatment of its column and is left empty: {columns}.} other {# answers did not fit the treatment of their columns and are left empty: {columns}.}}',
    action: 'They are no dates, numbers or places. The workspace has them as they were written.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.linking_inside': spec({
    details: { folder: 'text' },
    sentence:
      'The linking table must not be in {folder}: that is the folder of the export, or in it. Attaché exported nothing.',
    action: 'Choose a folder that you do not give away.',
    retry: false,
    exit: EXIT.export,
  }),
  'export.linking_failed': spec({
    details: { why: 'text' },
    sentence: 'The files are written, but not the linking table ({why}).',
    action: 'Make room or choose another folder, and export again for the linking table.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'export.preset_unreadable': spec({
    details: { file: 'text', why: ['missing', 'json', 'name', 'option', 'large'], option: 'text?' },
    sentence:
      'The preset in {file} cannot be read: {why, select, missing {there is no such file.} json {the file is not JSON.} name {it has no name.} large {the file is too large.} other {{option} is not an option of a preset, or has a wrong value.}} Attaché changed nothing.',
    action: {
      window: 'The user guide says what a preset may have.',
      command: 'The user guide says what a preset may have. "attache preset export NAME" shows one.',
    },
    retry: false,
    exit: EXIT.usage,
  }),
};
