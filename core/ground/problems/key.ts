import { EXIT, spec } from './spec.ts';

type File = { readonly file: string };

/** Private key files and key rings. */
export const keyProblems = {
  'key.kept_by_server': spec<Record<string, never>>({
    sentence: () =>
      'This submission was encrypted for a key that its server keeps itself and gives to nobody; it is kept here as it is.',
    action:
      'Ona: it comes with a later pull when Ona has opened it. Central: ask its administrator for the record of the key and add it, or have the server decrypt the form.',
    retry: false,
    exit: EXIT.key,
  }),
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
  'key.file_too_large': spec<File>({
    sentence: ({ file }) => `${file} is too large for a key file.`,
    action:
      'Choose the file that holds the private key; it usually ends in .pem and has a few thousand characters.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.file_empty': spec<File>({
    sentence: ({ file }) => `The key file ${file} is empty.`,
    action: 'Take another copy of the private key file; this one has lost its content.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.public_key': spec<File>({
    sentence: ({ file }) => `${file} is a public key. It can only lock submissions, not open them.`,
    action: 'Choose the private key file that was made together with it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.certificate': spec<File>({
    sentence: ({ file }) =>
      `${file} is a certificate. It holds a public key only, which cannot open submissions.`,
    action: 'Choose the private key file that was made together with it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.certificate_request': spec<File>({
    sentence: ({ file }) =>
      `${file} is a certificate request. It holds a public key only, which cannot open submissions.`,
    action: 'Choose the private key file that was made together with it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.openssh': spec<File>({
    sentence: ({ file }) => `${file} is an OpenSSH key, which ODK forms do not use.`,
    action:
      'If it really is the key of your forms, convert a copy with "ssh-keygen -p -m PKCS8 -f COPY" and choose that.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.not_rsa': spec<File & { readonly type: string }>({
    sentence: ({ file, type }) => `${file} holds a key of another kind (${type}); ODK encryption uses RSA.`,
    action: 'Choose the RSA private key that was made for your forms.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.document': spec<File>({
    sentence: ({ file }) => `${file} is a document or an archive, not a key file.`,
    action:
      'If the key stands inside it as text, copy everything from "-----BEGIN" to the end of the "-----END" line into a plain text file and choose that.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.unknown_file': spec<File>({
    sentence: ({ file }) => `${file} is not a key file of any kind that is known here.`,
    action: 'Choose the private key file; it usually ends in .pem and begins with "-----BEGIN".',
    retry: false,
    exit: EXIT.key,
  }),
  'key.none_in_file': spec<File>({
    sentence: ({ file }) => `${file} can be opened but holds no private RSA key.`,
    action: 'Export it again with its private key, or choose another file.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.record_incomplete': spec<File>({
    sentence: ({ file }) =>
      `${file} comes from the table of keys of a Central, but no private part is whole in it.`,
    action:
      'Paste all that psql prints for "SELECT private FROM keys", from the first { to the last }. What ends in "..." was cut.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.truncated': spec<File>({
    sentence: ({ file }) => `The key file ${file} is cut off: it has a BEGIN line without its END line.`,
    action: 'Take another copy of the file; if it was pasted, copy all of it, the END line included.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.damaged': spec<File>({
    sentence: ({ file }) => `${file} looks like a private key but is damaged inside.`,
    action: 'Take another copy of the file.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.text_changed': spec<File & { readonly line: number }>({
    sentence: ({ file, line }) =>
      `Line ${line} of the key in ${file} has characters that no key has: a program for mail or documents has changed the text.`,
    action: 'Take the file itself rather than its text, or ask for it again as an attachment or in a zip.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.putty': spec<File>({
    sentence: ({ file }) => `${file} is a key file of PuTTY, which ODK forms do not use.`,
    action:
      'If it really is the key of your forms, convert it with PuTTYgen: Conversions, Export OpenSSH key; or "puttygen FILE -O private-openssh -o converted.pem". Choose what comes out.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.cipher_unknown': spec<File & { readonly cipher: string; readonly command: string }>({
    sentence: ({ file, cipher }) =>
      `${file} is encrypted with ${cipher}, which Attaché does not open. The passphrase was not tried.`,
    action: ({ command }) =>
      `Convert it with OpenSSL 3, which asks for the passphrase: ${command}. Then choose converted.pem. The key stays the same.`,
    retry: false,
    exit: EXIT.key,
  }),
  'key.passphrase_missing': spec<
    File & {
      /** Of the keys of a Central in it, which tell before they are opened which they are; separated by spaces. */
      readonly fingerprints?: string;
    }
  >({
    sentence: ({ file }) => `${file} is protected by a passphrase.`,
    action:
      'Name the environment variable that holds it with --passphrase-env behind this key, or run the command on a terminal to be asked.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.passphrase_wrong': spec<File>({
    sentence: ({ file }) => `The passphrase does not open ${file}.`,
    action:
      'Try again: capital letters, keyboard layout and spaces count. Without its passphrase a key cannot be used.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.try_later': spec<File & { readonly seconds: number }>({
    sentence: ({ file, seconds }) =>
      `${file} was tried with several wrong passphrases. It can be tried again in ${seconds} second(s).`,
    action: 'Wait, then try again: capital letters, keyboard layout and spaces count.',
    retry: true,
    exit: EXIT.key,
  }),
  'key.locked': spec<{ readonly name: string }>({
    sentence: ({ name }) => `The key ${name} is locked.`,
    action: 'Unlock it first.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.keychain_lost': spec<{ readonly name: string }>({
    sentence: ({ name }) => `The keychain of this computer does not open the key ${name} any more.`,
    action: 'Choose the key file again and keep it anew. A keychain works only for the user who filled it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.another': spec<File & { readonly name: string }>({
    sentence: ({ file, name }) => `${file} is a good key file, but holds another key than ${name}.`,
    action: 'Choose the file of that key, or add this one as a key of its own.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.draft_gone': spec<Record<string, never>>({
    sentence: () => 'The key that was looked at is not held any more.',
    action: 'Choose its file again. A generated key that was not saved is gone; generate another.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.not_saved': spec<{ readonly name: string }>({
    sentence: ({ name }) => `The new key ${name} is not saved to a file yet, and was not kept.`,
    action: 'Save the key file first: a key without a copy is lost with this computer.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.too_costly': spec<File>({
    sentence: ({ file }) => `${file} asks for so much work to open that it was refused.`,
    action: 'No usual program writes such a file. Take another copy, or ask who made it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.size_refused': spec<File & { readonly bits: number }>({
    sentence: ({ file, bits }) => `${file} holds an RSA key of ${bits} bits; 1024 to 8192 can be used.`,
    action: 'Choose the private key that was made for your forms.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.folder_copied': spec<{ readonly folder: string; readonly service: string }>({
    sentence: ({ folder, service }) =>
      `${folder} is copied to ${service}: a private key that is written there leaves this computer.`,
    action: 'Keep the key where only those can read it who may read the answers.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.file_exists': spec<File>({
    sentence: ({ file }) => `${file} exists already and was not overwritten.`,
    action: 'Choose another name: overwriting a key would lose every submission that it opens.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.not_written': spec<File>({
    sentence: ({ file }) => `The new key could not be written to ${file} and read back.`,
    action: 'Check the folder and its disk, and generate the key again. Do not use this one.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.runtime_unfit': spec<{ readonly failed: string }>({
    sentence: ({ failed }) => `This computer's cryptography does not work as it must (${failed}).`,
    action: 'Do not open or generate anything with it. Install a current Attaché.',
    retry: false,
    exit: EXIT.key,
  }),
};
