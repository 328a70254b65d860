import { EXIT, spec } from './spec.ts';

type File = { readonly file: string };

/** One submission as it came: its manifest, its parts, its identity. */
export const submissionProblems = {
  'submission.empty': spec<File>({
    sentence: ({ file }) => `${file} is empty.`,
    action: 'Fetch this submission again; if it is empty on the server too, it was never received whole.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.xml_invalid': spec<File & { readonly why: string }>({
    sentence: ({ file, why }) => `${file} is not a readable XML document (${why}).`,
    action:
      'Fetch this submission again; if it is damaged on the server too, ask for it to be sent again from the device.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.characters_kept': spec<File & { readonly kept: number }>({
    sentence: ({ file, kept }) =>
      `${file} has ${kept} character(s) that XML does not allow. They are kept as they were written.`,
    action:
      'Nothing is lost. Such characters come from text that was pasted, and cannot be seen; some programs do not read a CSV file that has them.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.characters_replaced': spec<File & { readonly replaced: number }>({
    sentence: ({ file, replaced }) =>
      `${file} has ${replaced} character(s) that no table can hold. Each of them is U+FFFD (�) now; all others are as they were written.`,
    action:
      'Look at the answers that have the sign �. The document itself is kept as it came, with the characters that were replaced.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.bytes_damaged': spec<File & { readonly replaced: number }>({
    sentence: ({ file, replaced }) =>
      `${file} has bytes that are no text. Each of them is U+FFFD (�) now, in ${replaced} place(s); all else is as it was written.`,
    action:
      'Fetch this submission again; if it is the same on the server, look at the answers that have the sign �.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.no_form_id': spec<File>({
    sentence: ({ file }) => `${file} does not say which form it belongs to.`,
    action: 'Check that this file is a submission or a submission manifest.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.no_instance_id': spec<File>({
    sentence: ({ file }) =>
      `${file} carries no instance ID, and none that could be tried makes its signature match.`,
    action:
      'Ask for the submission to be sent again from the device; without its instance ID it cannot be opened.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.key_missing': spec<File>({
    sentence: ({ file }) =>
      `${file} says that it is encrypted but holds no session key (base64EncryptedKey).`,
    action: 'The submission cannot be opened. Ask for it to be sent again from the device.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.key_truncated': spec<File & { readonly characters: number; readonly expected: number }>({
    sentence: ({ file, characters, expected }) =>
      `The session key in ${file} is cut: ${characters} characters, expected ${expected}.`,
    action:
      'Fetch again; if it stays so, the server (Aggregate before 1.7) has lost the end of the key for ever: ask for the submission to be sent again from the device.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.key_too_long': spec<File & { readonly characters: number; readonly expected: number }>({
    sentence: ({ file, characters, expected }) =>
      `The session key in ${file} is too long: ${characters} characters, expected ${expected}.`,
    action:
      'Fetch again; if it stays so, the key was changed after the device had made it: ask for the submission to be sent again from the device.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.xml_enc_missing': spec<File>({
    sentence: ({ file }) => `The encrypted answers (${file}) are missing.`,
    action:
      'Fetch again later; the device may not have sent the file yet. If it stays missing, ask for the submission to be sent again from the device.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.attachment_missing': spec<File>({
    sentence: ({ file }) => `The attachment ${file} is missing.`,
    action: 'Fetch again later; the device may not have sent it yet.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.listed_twice': spec<File>({
    sentence: ({ file }) =>
      `The manifest lists ${file} more than once, but only one such file came; it is kept where it can be read.`,
    action:
      'Two files of this submission have the same name, and the client sent one of them. Ask for the other one from the device.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.file_refused': spec<File>({
    sentence: ({ file }) => `${file} cannot be kept: the disk of the workspace takes no such file.`,
    action:
      'Most often the file is larger than the disk can hold (4 GB on FAT). Move the workspace to another disk, then fetch again.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.file_failed': spec<File & { readonly error: string }>({
    sentence: ({ file, error }) => `${file} could not be read or written on this computer (${error}).`,
    action:
      'Most often a virus scanner has removed the file, or another program holds it. Look there first, then run "attache retry".',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.unsafe_name': spec<File>({
    sentence: ({ file }) =>
      `The submission names a file outside its own folder (${file}); it was neither read nor written.`,
    action: 'Treat this submission with care: such a name is not made by accident. Ask who sent it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.not_encrypted': spec<Record<string, never>>({
    sentence: () => 'This submission came without encryption to a form that asks for it.',
    action:
      'Its answers are kept and exported, but nothing proves that they are unchanged. Check the device or client that sent it.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.unexpected': spec<Record<string, never>>({
    sentence: () => 'Attaché failed on this submission in a way that it should not. It was set aside.',
    action:
      'Nothing is lost: what came is kept, and pulls leave it as it is. Please report this with "attache problems --json", which holds no answers. "attache retry" tries it again, above all with a newer Attaché.',
    retry: true,
    exit: EXIT.bug,
  }),
  'submission.copies_differ': spec<Record<string, never>>({
    sentence: () =>
      'The server sent two different copies of this submission, and no signature says which one is right.',
    action: 'The first copy is kept. Pull again: the copy that comes twice is the one that stays.',
    retry: true,
    exit: EXIT.someProblems,
  }),
  'submission.conflict': spec<Record<string, never>>({
    sentence: () =>
      'Another submission with the same instance ID but other content is here too; both are kept.',
    action: 'Compare the two versions and decide which one counts.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.newest_unreadable': spec<{ readonly why: string }>({
    sentence: ({ why }) =>
      `The newest version of this submission cannot be read (${why}); the newest one that can be read stands in its place.`,
    action:
      'Add its key, or fetch it again with "attache retry". "attache submissions --all-versions" lists every version.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.only_before_edit': spec<{ readonly date: string }>({
    sentence: ({ date }) =>
      `Only the answers before the edit of ${date} can be opened; they stand in the place of the edited ones.`,
    action:
      'The server kept the files from before the edit in the place of the new ones (Ona does so with encrypted forms). Nothing here can mend it: ask for the edit to be made again, as a new submission.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.edit_not_kept': spec<{ readonly date: string }>({
    sentence: ({ date }) =>
      `The answers of the edit of ${date} are not on the server: it kept the files from before. Those answers were opened.`,
    action: 'Fetching again does not help. Ask for the edit to be made again, as a new submission.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.attachment_before_edit': spec<File & { readonly date: string }>({
    sentence: ({ file, date }) =>
      `${file} is not on the server as it was after the edit of ${date}: it kept the file from before, which belongs to the earlier version.`,
    action: 'Fetching again does not help. The file of the earlier version is here; ask for the new one.',
    retry: false,
    exit: EXIT.someProblems,
  }),
  'submission.edited_twice': spec<Record<string, never>>({
    sentence: () =>
      'Two edits of the same version of this submission are here; the one that the server lists or received last is the row.',
    action: 'Compare them ("attache submissions --all-versions") and decide which one counts.',
    retry: false,
    exit: EXIT.someProblems,
  }),
};
