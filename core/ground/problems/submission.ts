import { EXIT, spec } from './spec.ts';

/** One submission as the source sent it: its submission.xml, its files, its identity. */
export const submissionProblems = {
  'submission.empty': spec({
    details: { file: 'text' },
    heading: 'Empty submission',
    sentence: {
      window: 'The server lists this submission, but {file} is empty.',
      command: '{file} is empty.',
    },
    action: {
      window:
        'Attaché counts it and lists it. If the answers matter, ask the owner of the device to send it again.',
      command:
        'Pull this submission again. If it is empty on the server too, the server never received all of it.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.xml_invalid': spec({
    details: { file: 'text', why: 'text' },
    heading: 'Not valid XML',
    sentence: '{file} is not valid XML ({why}).',
    action:
      'Pull this submission again. If the server has the same file, ask the owner of the device to send it again.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.characters_kept': spec({
    details: { file: 'text', kept: 'number' },
    heading: 'Unusual characters, kept',
    sentence:
      '{kept, plural, one {{file} has # character that XML does not allow. Attaché keeps it as it was written.} other {{file} has # characters that XML does not allow. Attaché keeps them as they were written.}}',
    action:
      'Nothing is lost. Such characters come from pasted text and are invisible. Some programs do not read a CSV file that has them.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.characters_replaced': spec({
    details: { file: 'text', replaced: 'number' },
    heading: 'Characters that no table can hold',
    sentence:
      '{replaced, plural, one {{file} has # character that no table can hold. It is shown as �.} other {{file} has # characters that no table can hold. Each is shown as �.}}',
    action: 'Look at the answers that have the sign �. The document itself is kept as it came.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.bytes_damaged': spec({
    details: { file: 'text', replaced: 'number' },
    heading: 'Bytes that are not text',
    sentence:
      '{replaced, plural, one {{file} has bytes that are not text, in # place. They are shown as �.} other {{file} has bytes that are not text, in # places. They are shown as �.}}',
    action:
      'Pull this submission again. If the server has the same file, look at the answers that have the sign �.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.no_form_id': spec({
    details: { file: 'text' },
    heading: 'Unknown form',
    sentence: '{file} has no form ID.',
    action: 'Check that this file is a submission or a submission.xml.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.no_instance_id': spec({
    details: { file: 'text' },
    heading: 'No instance ID',
    sentence: '{file} has no instance ID, and none that Attaché tried makes its signature match.',
    action:
      'Ask the owner of the device to send the submission again. Without its instance ID nobody can decrypt it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.key_missing': spec({
    details: { file: 'text' },
    heading: 'The session key is missing',
    sentence: '{file} is encrypted but has no session key (base64EncryptedKey).',
    action: 'Nobody can decrypt this submission. Ask the owner of the device to send it again.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.key_truncated': spec({
    details: { file: 'text', characters: 'number', expected: 'number' },
    heading: 'The server cut the session key short',
    sentence:
      'The server stored only {characters, plural, one {# character} other {# characters}} of the session key in {file}, of {expected, plural, one {#} other {#}}. Without the rest it cannot be used.',
    action: {
      window:
        'Attaché cannot repair it. Ask the administrator of the server for a backup with the whole value, or ask the owner of the device to send the submission again.',
      command:
        'Pull again. If that does not help, the server (Aggregate before 1.7) has lost the end of the key for ever: ask the owner of the device to send the submission again.',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.key_too_long': spec({
    details: { file: 'text', characters: 'number', expected: 'number' },
    heading: 'The session key is too long',
    sentence:
      'The session key in {file} has {characters, plural, one {# character} other {# characters}}, of {expected, plural, one {#} other {#}} expected. It cannot be used.',
    action:
      'Pull again. If that does not help, something changed the key after the device made it: ask the owner of the device to send the submission again.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.xml_enc_missing': spec({
    details: { file: 'text' },
    heading: 'The encrypted answers are missing',
    sentence:
      'The submission.xml of this submission is here, but the file with the answers, {file}, is missing.',
    action:
      'Pull again later: the device may not have sent it yet. If that does not help, ask the owner of the device to send the submission again.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.attachment_missing': spec({
    details: { file: 'text' },
    heading: 'A photo or recording is missing',
    sentence: 'The attachment {file} is missing.',
    action: 'Pull again later: files often arrive late.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.listed_twice': spec({
    details: { file: 'text' },
    heading: 'Two files with one name',
    sentence:
      'The submission lists {file} more than once, but only one such file came. Attaché keeps it and can read it.',
    action:
      'The device sent one of two files with the same name. Ask the owner of the device for the other one.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.file_refused': spec({
    details: { file: 'text' },
    heading: 'The disk cannot hold this file',
    sentence: 'Attaché cannot store {file}: the disk of the workspace refuses this file.',
    action:
      'Usually the file is larger than the disk allows (4 GB on FAT). Move the workspace to another disk, then pull again.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.file_failed': spec({
    details: { file: 'text', error: 'text' },
    heading: 'A file failed on this computer',
    sentence: '{file} could not be read or written on this computer ({error}).',
    action: {
      window:
        'Usually a virus scanner has removed the file, or another program holds it. Check this first, then retry.',
      command:
        'Usually a virus scanner has removed the file, or another program holds it. Check this first, then run "attache retry".',
    },
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.unsafe_name': spec({
    details: { file: 'text' },
    heading: 'A file name that is not safe',
    sentence:
      'The submission names a file outside its own folder ({file}). Attaché did not read or write it.',
    action:
      'Be careful with this submission: nobody makes such a name by accident. Ask the person who sent it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.not_encrypted': spec({
    details: {},
    heading: 'Not encrypted',
    sentence: 'This submission came without encryption, but its form asks for it.',
    action:
      'Attaché stores and exports its answers, but nothing proves that they are unchanged. Check the device or client that sent it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.unexpected': spec({
    details: {},
    heading: 'Attaché failed on these',
    sentence: 'Attaché failed on this submission. This is a bug in Attaché, so it set the submission aside.',
    action: {
      window:
        'Nothing is lost: Attaché keeps what came, and pulls leave it as it is. Please send a support report, which holds no answers. Retry the submission with a newer Attaché.',
      command:
        'Nothing is lost: Attaché keeps what came, and pulls leave it as it is. Please report this with "attache problems --json", which holds no answers. "attache retry" tries the submission again, best with a newer Attaché.',
    },
    retry: true,
    exit: EXIT.bug,
  }),
  'submission.copies_differ': spec({
    details: {},
    heading: 'Two copies differ',
    sentence:
      'The server sent two different copies of this submission, and no signature shows which one is right.',
    action: 'Attaché keeps the first copy. Pull again: the copy that comes twice is the one that stays.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.conflict': spec({
    details: {},
    heading: 'Two versions with one ID',
    sentence:
      'Another submission with the same instance ID but other content is also here. Attaché keeps both.',
    action: 'Compare the two versions and decide which one counts.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.newest_unreadable': spec({
    details: { why: 'text' },
    heading: 'The newest version is not readable',
    sentence:
      'The newest version of this submission is not readable ({why}). Attaché shows the newest version that is readable.',
    action: {
      window: 'Add the key of the newest version, or pull again.',
      command:
        'Add its key, or download it again with "attache retry". "attache submissions --all-versions" lists every version.',
    },
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.only_before_edit': spec({
    details: { date: 'text' },
    heading: 'Only the answers before an edit',
    sentence:
      'Only the answers before the edit of {date} can be decrypted. Attaché shows them in place of the edited ones.',
    action:
      'The server kept the old files and not the new ones (Ona does so with encrypted forms). Attaché cannot repair this: ask for the edit to be made again, as a new submission.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.edit_not_kept': spec({
    details: { date: 'text' },
    heading: 'The edit is not on the server',
    sentence:
      'The answers of the edit of {date} are not on the server: it kept the files from before. Attaché decrypted those.',
    action: 'Another pull does not help. Ask for the edit to be made again, as a new submission.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.attachment_before_edit': spec({
    details: { file: 'text', date: 'text' },
    heading: 'A file from before an edit',
    sentence:
      'The server does not have {file} as it was after the edit of {date}. It kept the file from before, which belongs to the earlier version.',
    action: 'Another pull does not help. The file of the earlier version is here. Ask for the new one.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.edited_twice': spec({
    details: {},
    heading: 'Edited twice',
    sentence:
      'Two edits of the same version of this submission are here. Attaché shows the one that the server lists or received last.',
    action: {
      window: 'Compare the versions in the details of the submission and decide which one counts.',
      command: 'Compare them ("attache submissions --all-versions") and decide which one counts.',
    },
    retry: false,
    exit: EXIT.someProblems,
  }),
};
