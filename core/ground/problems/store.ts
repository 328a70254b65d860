import { EXIT, spec } from './spec.ts';

/** The workspace: database and files on this computer. */
export const storeProblems = {
  'store.disk_full': spec({
    details: { folder: 'text' },
    sentence: 'The disk that holds {folder} is full.',
    action: 'Free some space and continue. Everything that is already stored is safe.',
    retry: true,
    exit: EXIT.store,
  }),
  'store.locked': spec({
    details: { folder: 'text' },
    sentence: 'Another program is using the database in {folder}.',
    action: 'Close the other program (another Attaché, DB Browser, R) and try again.',
    retry: true,
    exit: EXIT.store,
  }),
  'store.file_held': spec({
    details: { file: 'text' },
    sentence:
      'Another program holds {file}, perhaps a virus scanner or a program that copies files to a cloud.',
    action: 'Wait a moment or close that program, then try again. Everything that is stored is safe.',
    retry: true,
    exit: EXIT.store,
  }),
  'store.newer': spec({
    details: { folder: 'text', found: 'number', known: 'number' },
    sentence:
      'A newer Attaché made the database in {folder} (format {found, number}, this one knows {known, number}).',
    action: 'Install the current Attaché.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.database_missing': spec({
    details: { folder: 'text' },
    heading: 'The database of the workspace is gone',
    sentence: 'The workspace {folder} was in use, but its database attache.sqlite is gone or empty.',
    action:
      'Put attache.sqlite back from another copy of the folder, or restore a backup into a new folder. If there is neither, pull everything again into a new workspace. Do not delete this folder before that.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.file_missing': spec({
    details: { file: 'text' },
    heading: 'A stored file is gone',
    sentence: '{file} was stored in the workspace but is no longer there.',
    action: {
      window: 'Retry it, or put the file back from a backup.',
      command: 'Run "attache retry", or put the file back from a backup.',
    },
    retry: true,
    exit: EXIT.store,
  }),
  'store.file_unreadable': spec({
    details: { file: 'text', error: 'text' },
    sentence: '{file} is in the workspace but could not be read ({error}).',
    action:
      'Close programs that may hold it, check the disk, and look again. If that does not help, put it back from a backup.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.file_changed': spec({
    details: { file: 'text' },
    heading: 'A stored file was changed',
    sentence: '{file} was changed in the workspace after Attaché stored it.',
    action: 'Put the workspace back from a backup, or pull the submission again into a new workspace.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.answers_damaged': spec({
    details: { submission: 'text' },
    heading: 'Answers damaged in the database',
    sentence: 'The answers of the submission {submission} are damaged in the database of this workspace.',
    action: {
      window: 'Put the workspace back from a backup, or pull the submission again into a new workspace.',
      command:
        'Run "attache verify": it reads them again from the submission’s own document. Then try again. If that does not help, put the workspace back from a backup.',
    },
    retry: false,
    exit: EXIT.store,
  }),
  'store.answers_mended': spec({
    details: { submission: 'text' },
    heading: 'Answers read again',
    sentence:
      'The answers of the submission {submission} were damaged in the database. Attaché read them again from the submission’s own document.',
    action: 'You need not do anything. If it happens again, check the disk.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.unusable': spec({
    details: { folder: 'text' },
    sentence: 'The database in {folder} cannot be read or written.',
    action: 'Check that the folder exists, that you may write to it, and that its disk is healthy.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.database_damaged': spec({
    details: {
      /** What SQLite says of the first fault. */
      fault: 'text',
      count: 'number',
    },
    heading: 'The database is damaged',
    sentence:
      'The database of this workspace is damaged. SQLite finds {count, plural, one {# fault} other {# faults, the first}}: {fault}.',
    action: 'Check the disk, and put the workspace back from a backup.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.page_damaged': spec({
    details: { file: 'text', page: 'number' },
    heading: 'The database is damaged',
    sentence: 'Page {page, number} of the encrypted database {file} is damaged.',
    action: 'Check the disk, and put the workspace back from a backup.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.folder_copied': spec({
    details: { folder: 'text', service: 'text' },
    sentence:
      'The workspace {folder} is copied to {service}: its decrypted answers leave this computer. A copy that is made while the database changes may be damaged.',
    action: 'Keep the workspace in a folder that is not copied, unless this data is allowed to be there.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.folder_on_network': spec({
    details: { folder: 'text', kind: 'text' },
    sentence: 'The workspace {folder} is on another computer ({kind}), where database locks are not safe.',
    action:
      'Keep the workspace on a disk of this computer. Otherwise make sure that only one program at a time opens it.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.not_a_workspace': spec({
    details: { folder: 'text' },
    sentence: '{folder} has other files in it and is not a workspace of Attaché.',
    action:
      'Choose a folder that Attaché made (it has attache.sqlite in it), or an empty folder for a new workspace.',
    retry: false,
    exit: EXIT.usage,
  }),
  'store.move_target_taken': spec({
    details: { folder: 'text' },
    sentence: 'The folder {folder} already exists and is not empty.',
    action: 'Choose another folder to move the workspace into.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.old_folder_left': spec({
    details: { folder: 'text' },
    sentence:
      'The workspace was moved and is open in its new folder, but the old folder {folder} could not be removed.',
    action: 'Delete the old folder yourself: it may still hold readable answers.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.not_moved': spec({
    details: { folder: 'text' },
    sentence: 'The workspace could not be moved to {folder}. It is where it was.',
    action: 'Check that you can write to the folder and that its disk has room, then move it again.',
    retry: true,
    exit: EXIT.store,
  }),
};
