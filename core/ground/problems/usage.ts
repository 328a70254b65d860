import { hintOf } from './hint.ts';
import { EXIT, spec } from './spec.ts';

/** What was asked for on the command line. */
export const usageProblems = {
  'usage.command_line': spec({
    details: {
      /** In English: what is wrong with it. */
      reason: 'text',
    },
    sentence: 'This command line does not fit: {reason}',
    action: { window: 'Choose another value.', command: 'Run the command with "--help" to see its options.' },
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.variable_unset': spec({
    details: { variable: 'text' },
    sentence: 'The environment variable {variable} is not set.',
    action: 'Set it in this terminal before the command, or leave the option out, and Attaché asks you.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.descriptor_unreadable': spec({
    details: { descriptor: 'number' },
    sentence: 'The file descriptor {descriptor} cannot be read.',
    action: 'Open it for reading before the command, for example “3< file”.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.code_mistyped': spec({
    details: { code: ['recovery', 'backup'] },
    sentence: 'The {code, select, recovery {recovery code} other {backup code}} has a typing error.',
    action:
      'Compare it with your printed or saved copy: 14 groups of 4 letters and digits. Small letters, spaces and missing hyphens do not matter.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.code_file_exists': spec({
    details: { file: 'text' },
    sentence: '{file} already exists. Attaché did not overwrite it, and changed nothing.',
    action: 'Name a file that does not exist yet.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.code_file_unwritable': spec({
    details: { file: 'text', error: 'text' },
    sentence: 'The code cannot be written to {file} ({error}). Attaché changed nothing.',
    action: 'Name a file in a folder that exists and that you may write to.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.option_of_other_format': spec({
    details: { option: 'text', formats: 'text', having: 'text' },
    sentence: '{option} is not an option of {formats}. Attaché exported nothing.',
    action: 'Leave it out, or export in a format that has it: {having}.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.cancelled': spec({
    details: {},
    sentence: 'Cancelled.',
    action: 'Run the same command again when you are ready.',
    retry: true,
    exit: EXIT.cancelled,
  }),
  'usage.nobody_to_ask': spec({
    details: { what: 'text', option: 'text' },
    sentence: '{what} is needed, and there is no terminal to ask in.',
    action: 'Name the environment variable that holds it with {option}.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.server_unknown': spec({
    details: { name: 'text' },
    sentence: 'There is no server {name} in this workspace.',
    action: {
      window: 'Choose another server, or add it.',
      command: 'Run "attache servers list" to see the servers, or add it with "attache servers add".',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.source_unknown': spec({
    details: {
      name: 'text',
      /** Names of sources that there are, and how many more. */
      known: 'text',
      more: 'number',
    },
    sentence: 'Nothing in this workspace comes from {name}.',
    action: {
      window: 'Use the name of a source that is there: {known} {more, plural, =0 {} other {(and # more)}}',
      command:
        '{hint, select, known {Use the name of a source that is there: {named}.} other {Pull or import something first.}}',
    },
    forCommand: hintOf,
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.not_central': spec({
    details: { name: 'text' },
    heading: 'The server is not a Central',
    sentence: '{name} is not an ODK Central. Only a Central can decrypt submissions itself.',
    action: {
      window: 'Add the private key of the form. Attaché then decrypts its submissions on this computer.',
      command:
        'Add the private key of the form with "attache keys import". Attaché then decrypts its submissions on this computer.',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.server_exists': spec({
    details: { name: 'text' },
    sentence: 'There is already a server {name} in this workspace.',
    action: {
      window: 'Choose another name, or remove that server first.',
      command: 'Choose another name, or remove that server first with "attache servers remove".',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.form_unknown': spec({
    details: {
      form: 'text',
      place: 'text',
      /**
       * IDs of the forms that were probably meant; empty when none is similar, and in problems of earlier
       * versions.
       */
      meant: 'text?',
      /** IDs of forms that are there, and how many more there are. */
      known: 'text',
      more: 'number',
    },
    heading: 'Unknown form',
    sentence: 'The form {form} is not in {place}.',
    action: {
      window: 'Use the ID of a form that is there: {known} {more, plural, =0 {} other {(and # more)}}',
      command:
        '{hint, select, meant {Use the ID of the form: {meant}.} known {Use the ID of a form that is there: {named}.} other {There are no forms at all: check that this account may see them.}}',
    },
    forCommand: hintOf,
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.submission_unknown': spec({
    details: { instanceId: 'text' },
    sentence: 'There is no readable submission {instanceId} in this workspace.',
    action: {
      window:
        'It may wait for its key, or it was removed. Problems lists all submissions that are not readable.',
      command:
        'Run "attache submissions" to see those that are here, and "attache open" to decrypt those that wait for a key.',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.submission_in_forms': spec({
    details: { instanceId: 'text', forms: 'text' },
    heading: 'Several forms have this submission',
    sentence: 'Several forms have a submission {instanceId}: {forms}.',
    action: { window: 'Choose its form.', command: 'Name its form with --form.' },
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.key_unknown': spec({
    details: { fingerprint: 'text' },
    sentence: 'No key, or more than one, has a fingerprint that starts with {fingerprint} in this workspace.',
    action: {
      window: 'Keys lists the keys that are here.',
      command: 'Run "attache keys list" to see the keys that are here.',
    },
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.bad_option': spec({
    details: { option: 'text', expected: 'text' },
    sentence: '{option} needs {expected}.',
    action: { window: 'Choose another value.', command: 'Run the command with "--help" to see its options.' },
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.name_not_typed': spec({
    details: { name: 'text' },
    sentence: 'To delete the workspace, you must type its name, {name}.',
    action: 'Type the name, or keep the workspace.',
    retry: false,
    exit: EXIT.usage,
  }),
};
