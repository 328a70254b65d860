import { EXIT, spec } from './spec.ts';

/** Private key files and key rings. */
export const keyProblems = {
  'key.kept_by_server': spec({
    details: {},
    heading: 'The server keeps the key of these',
    sentence:
      'This submission was encrypted for a key that its server keeps and gives to nobody. Attaché stores it as it is.',
    action: {
      window:
        'Ona: a later pull brings the answers when Ona has decrypted them. Central: ask its administrator for the key record and add it, or let the server decrypt the form (in the details of the form).',
      command:
        'Ona: a later pull brings the answers when Ona has decrypted them. Central: ask its administrator for the key record and add it, or let the server decrypt the form.',
    },
    retry: false,
    exit: EXIT.key,
  }),
  'key.none_fits': spec({
    details: { tried: 'number' },
    heading: 'No available key decrypts these',
    sentence: {
      window:
        '{tried, plural, =0 {This submission is encrypted, and no private key is available. It stays here, and Attaché decrypts it as soon as you add its key.} one {This submission is encrypted for a public key that your key does not belong to. It stays here, and Attaché decrypts it as soon as you add its key.} other {This submission is encrypted for a public key that none of your # keys belongs to. It stays here, and Attaché decrypts it as soon as you add its key.}}',
      command:
        '{tried, plural, =0 {This submission is encrypted, and no private key is available.} one {The available private key does not decrypt this submission.} other {None of the # available private keys decrypts this submission.}}',
    },
    action: {
      window:
        'Ask the person who made the form’s key pair for the private key file, then add it. If nobody has it, nobody can read these answers.',
      command:
        'Add the private key that belongs to the public key of this form version, then run "attache open".',
    },
    retry: false,
    exit: EXIT.key,
  }),
  'key.file_unreadable': spec({
    details: { file: 'text' },
    sentence: 'The key file {file} cannot be read.',
    action: 'Check the path, and that you may read the file.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.file_too_large': spec({
    details: { file: 'text' },
    sentence: '{file} is too large for a key file.',
    action:
      'Choose the file that holds the private key. It usually ends in .pem and has a few thousand characters.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.file_empty': spec({
    details: { file: 'text' },
    sentence: 'The key file {file} is empty.',
    action: 'Use another copy of the private key file. This one has lost its content.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.public_key': spec({
    details: { file: 'text' },
    sentence: '{file} is a public key. A public key can only encrypt submissions, not decrypt them.',
    action: 'Choose the private key file that was made together with it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.certificate': spec({
    details: { file: 'text' },
    sentence: '{file} is a certificate. It holds only a public key, which cannot decrypt submissions.',
    action: 'Choose the private key file that was made together with it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.certificate_request': spec({
    details: { file: 'text' },
    sentence:
      '{file} is a certificate request. It holds only a public key, which cannot decrypt submissions.',
    action: 'Choose the private key file that was made together with it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.openssh': spec({
    details: { file: 'text' },
    sentence: '{file} is an OpenSSH key, which ODK forms do not use.',
    action:
      'If it really is the key of your forms, ask for it as a PEM file, or convert a copy with “ssh-keygen -p -m PKCS8 -f COPY” and choose that copy.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.not_rsa': spec({
    details: { file: 'text', type: 'text' },
    sentence: '{file} holds a key of another kind ({type}). ODK encryption uses RSA.',
    action: 'Choose the RSA private key that was made for your forms.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.document': spec({
    details: { file: 'text' },
    sentence: '{file} is a document or an archive, not a key file.',
    action:
      'If the document has the key as text, copy everything from “-----BEGIN” to the end of the “-----END” line into a plain text file. Then choose that file.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.unknown_file': spec({
    details: { file: 'text' },
    sentence: '{file} is not a kind of key file that Attaché knows.',
    action: 'Choose the private key file. It usually ends in .pem and begins with “-----BEGIN”.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.none_in_file': spec({
    details: { file: 'text' },
    sentence: '{file} can be read but holds no private RSA key.',
    action: 'Export it again with its private key, or choose another file.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.record_incomplete': spec({
    details: { file: 'text' },
    heading: 'The key record is incomplete',
    sentence: '{file} comes from Central’s table of keys, but it has no complete private key.',
    action:
      'Paste everything that psql prints for “SELECT private FROM keys”, from the first brace to the last. Text that ends in “...” was cut.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.truncated': spec({
    details: { file: 'text' },
    sentence: 'The key file {file} is cut off: it has a BEGIN line but no END line.',
    action: 'Use another copy of the file. If you pasted it, copy all of it, with the END line.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.damaged': spec({
    details: { file: 'text' },
    sentence: '{file} looks like a private key but is damaged inside.',
    action: 'Use another copy of the file.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.text_changed': spec({
    details: { file: 'text', line: 'number' },
    heading: 'The text of the key was changed',
    sentence:
      'Line {line} of the key in {file} has characters that no key has. A program for mail or documents has changed the text.',
    action: 'Use the file itself, not its text, or ask for it again as an attachment or in a zip file.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.putty': spec({
    details: { file: 'text' },
    heading: 'A PuTTY key file',
    sentence: '{file} is a PuTTY key file, which ODK forms do not use.',
    action: {
      window:
        'If it really is the key of your forms, convert it with PuTTYgen: Conversions, Export OpenSSH key. Then choose the new file.',
      command:
        'If it really is the key of your forms, convert it with PuTTYgen: Conversions, Export OpenSSH key; or "puttygen FILE -O private-openssh -o converted.pem". Then choose the new file.',
    },
    retry: false,
    exit: EXIT.key,
  }),
  'key.cipher_unknown': spec({
    details: { file: 'text', cipher: 'text', command: 'text' },
    heading: 'Encrypted with {cipher}',
    sentence:
      '{file} is encrypted with {cipher}, which Attaché cannot read. Attaché did not try the passphrase.',
    action:
      'Convert it with OpenSSL 3, which asks for the passphrase: {command}. Then choose converted.pem. The key stays the same.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.passphrase_missing': spec({
    details: {
      file: 'text',
      /** Of the keys of a Central in it, which can be told before they are unlocked; separated by spaces. */ fingerprints:
        'text?',
    },
    sentence: '{file} is protected by a passphrase.',
    action: {
      window: 'Enter the passphrase of this key.',
      command:
        'Name the environment variable that holds it with --passphrase-env after this key, or run the command in a terminal, where Attaché can ask you.',
    },
    retry: false,
    exit: EXIT.key,
  }),
  'key.passphrase_wrong': spec({
    details: { file: 'text' },
    sentence: 'The passphrase does not unlock {file}.',
    action:
      'Try again: capital letters, keyboard layout and spaces count. Without its passphrase nobody can use a key.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.try_later': spec({
    details: { file: 'text', seconds: 'number' },
    sentence:
      '{seconds, plural, one {{file} had several wrong passphrases. You can try again in # second.} other {{file} had several wrong passphrases. You can try again in # seconds.}}',
    action: 'Wait, then try again: capital letters, keyboard layout and spaces count.',
    retry: true,
    exit: EXIT.key,
  }),
  'key.locked': spec({
    details: { name: 'text' },
    heading: 'The key is locked',
    sentence: { window: 'This submission needs a key that is locked.', command: 'The key {name} is locked.' },
    action: 'Unlock the key.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.keychain_lost': spec({
    details: { name: 'text' },
    sentence: 'This computer’s keychain no longer unlocks the key {name}.',
    action:
      'Choose the key file again and add it to the keychain again. A keychain works only for the user who filled it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.another': spec({
    details: { file: 'text', name: 'text' },
    sentence: '{file} is a valid key file, but it holds another key, not {name}.',
    action: 'Choose the file of that key, or add this one as a separate key.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.draft_gone': spec({
    details: {},
    sentence: 'Attaché no longer holds the key that you looked at.',
    action: 'Choose its file again. A generated key that was not saved is gone: generate another.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.not_saved': spec({
    details: { name: 'text' },
    sentence: 'The new key {name} is not saved to a file yet, so Attaché did not keep it.',
    action: 'Save the key file first. A key without a copy is lost with this computer.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.too_costly': spec({
    details: { file: 'text' },
    sentence: '{file} needs too much work to unlock, so Attaché refused it.',
    action: 'No usual program writes such a file. Use another copy, or ask the person who made it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.size_refused': spec({
    details: { file: 'text', bits: 'number' },
    sentence: '{file} holds an RSA key of {bits} bits. Attaché uses keys of 1024 to 8192 bits.',
    action: 'Choose the private key that was made for your forms.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.folder_copied': spec({
    details: { folder: 'text', service: 'text' },
    sentence: '{folder} is copied to {service}: a private key in it leaves this computer.',
    action: 'Keep the key where only the people who may read the answers can read it.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.file_exists': spec({
    details: { file: 'text' },
    sentence: '{file} already exists. Attaché did not overwrite it.',
    action: 'Choose another name. If you overwrite a key, you lose every submission that it decrypts.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.not_written': spec({
    details: { file: 'text' },
    sentence: 'Attaché could not write the new key to {file} and read it back.',
    action: 'Check the folder and its disk, and generate a key again. Do not use this one.',
    retry: false,
    exit: EXIT.key,
  }),
  'key.runtime_unfit': spec({
    details: { failed: 'text' },
    sentence: 'The cryptography of this computer does not work correctly ({failed}).',
    action: 'Do not decrypt or generate anything with it. Install a current Attaché.',
    retry: false,
    exit: EXIT.key,
  }),
};
