import { EXIT, spec } from './spec.ts';

type File = { readonly file: string };

/** Private key files and key rings. */
export const keyProblems = {
  'key.none_fits': spec<{ readonly tried: number }>({
    sentence: ({ tried }) =>
      tried === 0
        ? 'This submission is encrypted and no private key is at hand.'
        : `None of the ${tried} private key(s) at hand opens this submission.`,
    action:
      'Add the private key that belongs to the public key of this form version, then run "attache open".',
    retry: false,
    exit: EXIT.key,
  }),
  'key.file_unreadable': spec<File>({
    sentence: ({ file }) => `The key file ${file} cannot be read.`,
    action: 'Check the path and that you may read the file.',
    retry: false,
    exit: EXIT.key,
  }),
};
