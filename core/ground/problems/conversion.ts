import { EXIT, spec } from './spec.ts';

/** Who has a workspace open, and its conversion between plain and encrypted. */
export const conversionProblems = {
  'workspace.in_use': spec({
    details: {
      folder: 'text',
      by: ['app', 'watch', 'command', 'other'],
      pid: 'number?',
      since: 'text?',
      more: 'number',
    },
    heading: 'The workspace is open elsewhere',
    sentence: {
      window:
        '{by, select, app {Attaché (process {pid}) has the workspace {folder} open since {since}.} watch {The command “watch” (process {pid}) has the workspace {folder} open since {since}.} command {A command (process {pid}) has the workspace {folder} open since {since}.} other {Another program has the workspace {folder} open.}}{more, plural, =0 {} one { One other program has it open too.} other { # other programs have it open too.}}',
      command:
        '{by, select, app {Attaché (process {pid}) has the workspace {folder} open since {since}.} watch {attache watch (process {pid}) has the workspace {folder} open since {since}.} command {A command of attache (process {pid}) has the workspace {folder} open since {since}.} other {Another program has the workspace {folder} open.}}{more, plural, =0 {} one { One other program has it open too.} other { # other programs have it open too.}}',
    },
    action: 'Close it there, then try again.',
    retry: true,
    exit: EXIT.store,
  }),
  'workspace.converting': spec({
    details: { folder: 'text', pid: 'number?' },
    heading: 'The workspace is being converted',
    sentence:
      'The workspace {folder} is being encrypted or decrypted{pid, plural, =0 {} other { (process {pid})}}. Until this has finished, nobody can open it.',
    action: 'Wait until it has finished, then try again.',
    retry: true,
    exit: EXIT.store,
  }),
  'workspace.no_locks': spec({
    details: { folder: 'text' },
    heading: 'This disk has no locks',
    sentence:
      'The disk that holds {folder} has no file locks. Attaché cannot tell whether another program has the workspace open, and did not change it.',
    action: 'Move the workspace to a disk of this computer, then try again.',
    retry: false,
    exit: EXIT.store,
  }),
  'workspace.no_room': spec({
    details: { folder: 'text', needed: 'number', free: 'number' },
    heading: 'Not enough room on the disk',
    sentence:
      'The copy of the workspace {folder} needs {needed, number} MB, and its disk has {free, number} MB free. Nothing was changed.',
    action: 'Free some space, or move the workspace to a larger disk. Then try again.',
    retry: true,
    exit: EXIT.store,
  }),
  'workspace.copy_differs': spec({
    details: { folder: 'text', item: 'text' },
    heading: 'The copy is not the same',
    sentence:
      'The copy of the workspace {folder} is not the same as the workspace: {item} differs. Attaché removed the copy. The workspace is as it was.',
    action:
      'Try again. If it happens again, check the disk and the memory of this computer, and report it as a bug.',
    retry: true,
    exit: EXIT.store,
  }),
  'workspace.already_encrypted': spec({
    details: { folder: 'text' },
    sentence: 'The workspace {folder} is encrypted already.',
    action: 'You need not do anything.',
    retry: false,
    exit: EXIT.usage,
  }),
  'workspace.none': spec({
    details: { folder: 'text' },
    sentence: 'There is no workspace in {folder}.',
    action: 'Choose the folder of a workspace: it has attache.sqlite in it.',
    retry: false,
    exit: EXIT.usage,
  }),
};
