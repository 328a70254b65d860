import { EXIT, spec } from './spec.ts';

type Folder = { readonly folder: string };

/** The workspace: database and files on this computer. */
export const storeProblems = {
  'store.disk_full': spec<Folder>({
    sentence: ({ folder }) => `The disk that holds ${folder} is full.`,
    action: 'Free some space and continue; nothing that was already stored is lost.',
    retry: true,
    exit: EXIT.store,
  }),
  'store.locked': spec<Folder>({
    sentence: ({ folder }) => `The database in ${folder} is in use by another program.`,
    action: 'Close the other program (another Attaché, DB Browser, R) and try again.',
    retry: true,
    exit: EXIT.store,
  }),
  'store.file_held': spec<{ readonly file: string }>({
    sentence: ({ file }) =>
      `Another program holds ${file}, perhaps a virus scanner or a program that copies files to a cloud.`,
    action: 'Wait a moment or close that program, then try again. Nothing that was stored is lost.',
    retry: true,
    exit: EXIT.store,
  }),
  'store.newer': spec<Folder & { readonly found: number; readonly known: number }>({
    sentence: ({ folder, found, known }) =>
      `The database in ${folder} was made by a newer Attaché (format ${found}, this one knows ${known}).`,
    action: 'Install the current Attaché.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.file_missing': spec<{ readonly file: string }>({
    sentence: ({ file }) => `${file} was stored in the workspace but is not there any more.`,
    action: 'Run "attache retry", or put the file back from a backup.',
    retry: true,
    exit: EXIT.store,
  }),
  'store.file_unreadable': spec<{ readonly file: string; readonly error: string }>({
    sentence: ({ file, error }) => `${file} is in the workspace and could not be read (${error}).`,
    action:
      'Close what may hold it, check the disk, and look again. If it stays so, put it back from a backup.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.file_changed': spec<{ readonly file: string }>({
    sentence: ({ file }) => `${file} was changed in the workspace after it was stored.`,
    action: 'Put the workspace back from a backup, or pull the submission again into a new workspace.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.answers_damaged': spec<{ readonly submission: string }>({
    sentence: ({ submission }) =>
      `The answers of the submission ${submission} are damaged in the database of this workspace.`,
    action:
      'Run "attache verify": it reads them again from the submission\'s own document. Then try again. If it cannot, put the workspace back from a backup.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.answers_mended': spec<{ readonly submission: string }>({
    sentence: ({ submission }) =>
      `The answers of the submission ${submission} were damaged in the database, and were read again from its own document.`,
    action: 'Nothing needs to be done. Check the disk if it happens again.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.unusable': spec<Folder>({
    sentence: ({ folder }) => `The database in ${folder} cannot be read or written.`,
    action: 'Check that the folder exists, that you may write to it, and that its disk is healthy.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.folder_copied': spec<Folder & { readonly service: string }>({
    sentence: ({ folder, service }) =>
      `The workspace ${folder} is copied to ${service}: its decrypted answers leave this computer, and a copy that is made while the database changes may be damaged.`,
    action: 'Keep the workspace in a folder that is not copied, unless this data may be kept there.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.folder_on_network': spec<Folder & { readonly kind: string }>({
    sentence: ({ folder, kind }) =>
      `The workspace ${folder} lies on another computer (${kind}), where the locks of its database are not safe.`,
    action:
      'Keep the workspace on a disk of this computer. Else make sure that one program at a time opens it.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.not_a_workspace': spec<Folder>({
    sentence: ({ folder }) => `${folder} holds other files and is not a workspace of Attaché.`,
    action:
      'Choose a folder that Attaché has made (it holds attache.sqlite), or an empty folder for a new workspace.',
    retry: false,
    exit: EXIT.usage,
  }),
  'store.move_target_taken': spec<Folder>({
    sentence: ({ folder }) => `The folder ${folder} is there already and is not empty.`,
    action: 'Choose another folder to move the workspace into.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.old_folder_left': spec<Folder>({
    sentence: ({ folder }) =>
      `The workspace was moved and is open at its new place, but the old folder ${folder} could not be removed.`,
    action: 'Delete the old folder yourself: it may still hold readable answers.',
    retry: false,
    exit: EXIT.store,
  }),
  'store.not_moved': spec<Folder>({
    sentence: ({ folder }) => `The workspace could not be moved to ${folder}. It is where it was.`,
    action: 'Check that the folder can be written to and that its disk has room, then move it again.',
    retry: true,
    exit: EXIT.store,
  }),
};
