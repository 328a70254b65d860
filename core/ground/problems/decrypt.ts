import { EXIT, spec } from './spec.ts';

/** Decrypting a submission: session key, cipher, padding, XML, signature. */
export const decryptProblems = {
  'decrypt.session_key_length': spec({
    details: { bytes: 'number' },
    heading: 'The session key has the wrong length',
    sentence:
      'The session key decrypts but is {bytes, plural, one {# byte} other {# bytes}} long instead of 32.',
    action:
      'The program that made this submission has a fault. Ask for the submission to be sent again with a current version.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'decrypt.length': spec({
    details: { file: 'text', bytes: 'number' },
    heading: 'Damaged in transit',
    sentence:
      '{file} is cut or damaged: {bytes, plural, one {# byte} other {# bytes}} is not a possible length of an encrypted file.',
    action: {
      window: 'Download it again. If that does not help, ask the owner of the device to send it again.',
      command: 'Pull again. If the server has the same file, it did not receive all of it.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.padding': spec({
    details: { file: 'text' },
    heading: 'Damaged in transit',
    sentence: '{file} was cut or changed between device and server: its end does not decrypt.',
    action: {
      window: 'Download it again. If that does not help, ask the owner of the device to send it again.',
      command: 'Pull again. If the server has the same file, it did not receive all of it.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.listed_twice_unsure': spec({
    details: { file: 'text' },
    heading: 'Two files with one name',
    sentence:
      'The submission lists {file} more than once, but only one such file came, and nothing shows which of them it is.',
    action:
      'Attaché keeps all copies. At most one is right; the first 16 bytes of the others are wrong. Compare them, or ask the owner of the device for the file.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.several_files_unsure': spec({
    details: { file: 'text' },
    heading: 'Several files with one name',
    sentence:
      'The server has several files named {file}, and nothing shows which of them belongs to this submission.',
    action:
      'Attaché uses the newest of them, and keeps all of them encrypted. Compare it with the device, or ask the person who sent the submission.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.answers_damaged': spec({
    details: { file: 'text', why: 'text' },
    heading: 'The decrypted answers are damaged',
    sentence:
      '{file} was decrypted, but the result is not a form ({why}). The file was changed or cut between device and server.',
    action: {
      window: 'Download it again. If that does not help, ask the owner of the device to send it again.',
      command:
        'Pull again. If that does not help, the file or its submission.xml was changed after the device made it.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.answers_hostile': spec({
    details: { file: 'text', why: 'text' },
    heading: 'Refused for safety',
    sentence: 'The answers in {file} use an XML feature that Attaché refuses for safety ({why}).',
    action: 'Be careful with this submission: nobody makes such XML by accident. Ask the person who sent it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'decrypt.signature_mismatch': spec({
    details: {},
    heading: 'The signature does not match',
    sentence: 'The answers are readable, but they or their files are not exactly what the device signed.',
    action: {
      window: 'If the data is contested, compare it with the device. Attaché exports it, with a mark.',
      command: 'Pull again. If that does not help, treat its answers as unverified.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.signature_unreadable': spec({
    details: {},
    heading: 'The signature cannot be read',
    sentence: 'The key that decrypts the answers of this submission does not decrypt its signature.',
    action: {
      window: 'Treat its answers as unverified.',
      command: 'Pull again. If that does not help, treat its answers as unverified.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'decrypt.signature_absent': spec({
    details: {},
    heading: 'No signature',
    sentence: 'This submission is encrypted but has no signature.',
    action: 'Its answers are here, but nothing proves that they are unchanged.',
    retry: false,
    exit: EXIT.someProblems,
  }),
};
