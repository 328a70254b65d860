import { EXIT, spec } from './spec.ts';

/** What was asked for on the command line. */
export const usageProblems = {
  'usage.variable_unset': spec<{ readonly variable: string }>({
    sentence: ({ variable }) => `The environment variable ${variable} is not set.`,
    action: 'Set it in this terminal before the command, or leave the option out to be asked.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.descriptor_unreadable': spec<{ readonly descriptor: number }>({
    sentence: ({ descriptor }) => `The file descriptor ${descriptor} cannot be read.`,
    action: 'Open it for reading before the command, for example "3< file".',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.cancelled': spec<Record<string, never>>({
    sentence: () => 'Cancelled.',
    action: 'Run the same command again when you are ready.',
    retry: true,
    exit: EXIT.cancelled,
  }),
  'usage.nobody_to_ask': spec<{ readonly what: string; readonly option: string }>({
    sentence: ({ what }) => `${what} is needed, and there is no terminal to ask on.`,
    action: ({ option }) => `Name the environment variable that holds it with ${option}.`,
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.server_unknown': spec<{ readonly name: string }>({
    sentence: ({ name }) => `There is no server ${name} in this workspace.`,
    action: 'See "attache servers list", or add it with "attache servers add".',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.source_unknown': spec<{
    readonly name: string;
    /** Names of sources that there are, and how many more. */
    readonly known: string;
    readonly more: number;
  }>({
    sentence: ({ name }) => `Nothing in this workspace comes from ${name}.`,
    action: ({ known, more }) =>
      known === ''
        ? 'Pull or import something first.'
        : `Use the name of a source that is there: ${known}${more === 0 ? '' : `, and ${more} more`}.`,
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.not_central': spec<{ readonly name: string }>({
    sentence: ({ name }) => `${name} is no ODK Central; only a Central decrypts submissions itself.`,
    action:
      'Add the private key of the form with "attache keys import"; its submissions are then opened on this computer.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.server_exists': spec<{ readonly name: string }>({
    sentence: ({ name }) => `There is a server ${name} in this workspace already.`,
    action: 'Choose another name, or remove that one first with "attache servers remove".',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.form_unknown': spec<{
    readonly form: string;
    readonly place: string;
    /** IDs of the forms that were probably meant; empty where none is like it, and in problems of before. */
    readonly meant?: string;
    /** IDs of forms that are there, and how many more there are. */
    readonly known: string;
    readonly more: number;
  }>({
    sentence: ({ form, place }) => `There is no form ${form} in ${place}.`,
    action: ({ known, more, meant = '' }) =>
      meant !== ''
        ? `Use the ID of the form: ${meant}.`
        : known === ''
          ? 'There are no forms at all: check that this account may see them.'
          : `Use the ID of a form that is there: ${known}${more === 0 ? '' : `, and ${more} more`}.`,
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.submission_unknown': spec<{ readonly instanceId: string }>({
    sentence: ({ instanceId }) => `There is no open submission ${instanceId} in this workspace.`,
    action:
      'See "attache submissions" for those that are here, and "attache open" to open those that wait for a key.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.submission_in_forms': spec<{ readonly instanceId: string; readonly forms: string }>({
    sentence: ({ instanceId, forms }) => `Several forms have a submission ${instanceId}: ${forms}.`,
    action: 'Say of which form it is, with --form.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.key_unknown': spec<{ readonly fingerprint: string }>({
    sentence: ({ fingerprint }) =>
      `There is no one key whose fingerprint starts with ${fingerprint} in this workspace.`,
    action: 'See "attache keys list".',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.bad_option': spec<{ readonly option: string; readonly expected: string }>({
    sentence: ({ option, expected }) => `${option} takes ${expected}.`,
    action: 'See "--help" of this command.',
    retry: false,
    exit: EXIT.usage,
  }),
  'usage.name_not_typed': spec<{ readonly name: string }>({
    sentence: ({ name }) => `The workspace is deleted only when its name, ${name}, is typed.`,
    action: 'Type the name, or leave the workspace out.',
    retry: false,
    exit: EXIT.usage,
  }),
};
