import { EXIT, spec } from './spec.ts';

type File = { readonly file: string };

/** Opening a submission: unwrap, cipher, padding, XML, signature. */
export const decryptProblems = {
  'decrypt.session_key_length': spec<{ readonly bytes: number }>({
    sentence: ({ bytes }) => `The session key opens but is ${bytes} bytes long instead of 32.`,
    action:
      'The program that made this submission is faulty. Ask for the submission to be sent again with a current version.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'decrypt.length': spec<File & { readonly bytes: number }>({
    sentence: ({ file, bytes }) =>
      `${file} is cut or damaged: ${bytes} bytes is not a possible length of an encrypted file.`,
    action: 'Fetch the file again; if the server has the same, it was not received whole.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.padding': spec<File>({
    sentence: ({ file }) => `${file} is cut or damaged: its end does not decrypt to a valid padding.`,
    action: 'Fetch the file again; if the server has the same, it was not received whole.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.listed_twice_unsure': spec<File>({
    sentence: ({ file }) =>
      `The manifest lists ${file} more than once, but only one such file came, and nothing tells which of them it is.`,
    action:
      'All copies are kept. One of them at most is right; the first 16 bytes of the others are wrong. Compare them, or ask for the file from the device.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.several_files_unsure': spec<File>({
    sentence: ({ file }) =>
      `The server has several files named ${file}, and nothing tells which of them belongs to this submission.`,
    action:
      'The newest of them is used, and all are kept encrypted. Compare it with the device, or ask who sent the submission.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.answers_damaged': spec<File & { readonly why: string }>({
    sentence: ({ file, why }) =>
      `${file} decrypts, but what comes out is not a readable submission (${why}).`,
    action: 'Fetch again; if it stays so, the file or its manifest was changed after it was made.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.answers_hostile': spec<File & { readonly why: string }>({
    sentence: ({ file, why }) =>
      `The answers in ${file} use an XML feature that is refused for safety (${why}).`,
    action: 'Treat this submission with care: such XML is not made by accident. Ask who sent it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'decrypt.signature_mismatch': spec<Record<string, never>>({
    sentence: () =>
      'The signature does not match: something in this submission was changed or damaged after it was made.',
    action: 'Fetch again; if it stays so, treat its answers as unproved.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.signature_unreadable': spec<Record<string, never>>({
    sentence: () =>
      'The signature of this submission cannot be decrypted with the key that opens its answers.',
    action: 'Fetch again; if it stays so, treat its answers as unproved.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.signature_absent': spec<Record<string, never>>({
    sentence: () => 'This submission is encrypted but carries no signature.',
    action: 'Its answers are here; nothing proves that they are unchanged.',
    retry: false,
    exit: EXIT.someProblems,
  }),
};
