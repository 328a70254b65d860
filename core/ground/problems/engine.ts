import { EXIT, spec } from './spec.ts';

/** What can happen to the process that does the work for the window. */
export const engineProblems = {
  'engine.bug': spec({
    sentence: () => 'Attaché failed in a way that it should not. Nothing that was stored is lost.',
    action: 'Try it again. If it happens again, save a support report (Problems) and send it to the makers.',
    retry: false,
    exit: EXIT.bug,
  }),
  'engine.stopped': spec({
    sentence: () => 'The part of Attaché that does the work has stopped and is being started again.',
    action: 'Wait a moment and try it again. Nothing stored is lost.',
    retry: true,
    exit: EXIT.bug,
  }),
  'engine.crashed_on_this': spec({
    sentence: () => 'Attaché stopped while it worked on this submission, which was set aside.',
    action: 'Retry it by itself. If it happens again, save a support report and send it to the makers.',
    retry: false,
    exit: EXIT.bug,
  }),
  'engine.locked': spec({
    sentence: () => 'Attaché is locked.',
    action: 'Unlock a key, or go on without keys.',
    retry: false,
    exit: EXIT.key,
  }),
  'engine.request_invalid': spec({
    sentence: ({ request }: { request: string }) =>
      `The window asked for ${request} in a way that Attaché does not know.`,
    action: 'Reload the window. If it happens again, save a support report and send it to the makers.',
    retry: false,
    exit: EXIT.bug,
  }),
  'engine.no_keychain': spec({
    sentence: () => 'This computer has no keychain that can protect a key or a password.',
    action: 'Keep it for this session only, or seal a key by a passphrase.',
    retry: false,
    exit: EXIT.usage,
  }),
  'engine.place_unknown': spec({
    sentence: () => 'The file or folder that was chosen is not known any more.',
    action: 'Choose it again.',
    retry: false,
    exit: EXIT.usage,
  }),
  'engine.pull_running': spec({
    sentence: () => 'A pull is running already.',
    action: 'Wait until it has ended, or stop it, then try again.',
    retry: true,
    exit: EXIT.usage,
  }),
  'engine.pull_unknown': spec({
    sentence: () => 'There is no such pull.',
    action: 'Choose one of the pulls that are listed, or start a new one.',
    retry: false,
    exit: EXIT.usage,
  }),
  'engine.nothing_to_pull': spec({
    sentence: () => 'There is nothing to pull: no form is chosen.',
    action: 'Choose at least one form, then pull.',
    retry: false,
    exit: EXIT.usage,
  }),
  'engine.nothing_to_retry': spec({
    sentence: () => 'There is nothing to retry.',
    action: 'Pull again to look for new submissions.',
    retry: false,
    exit: EXIT.usage,
  }),
  'engine.form_unknown': spec({
    sentence: ({ source }: { source: string }) => `${source} does not list this form.`,
    action: 'Refresh the counts, then choose one of the forms that are listed.',
    retry: false,
    exit: EXIT.usage,
  }),
  'engine.form_not_listed': spec({
    sentence: ({ source, form }: { source: string; form: string }) => `${source} no longer lists ${form}.`,
    action:
      'What was pulled of it is here. Ask the owner of the form whether it was deleted or archived, or whether this account lost the right to see it.',
    retry: false,
    exit: EXIT.source,
  }),
  'engine.sign_in_needed': spec({
    sentence: ({ server }: { server: string }) => `The password or token of ${server} is not known here.`,
    action: 'Sign in to this server again (Servers). It can be remembered by the keychain of this computer.',
    retry: false,
    exit: EXIT.login,
  }),
  'engine.column_unknown': spec({
    sentence: () => 'The form has no such column.',
    action: 'Reload the window, and choose the column again.',
    retry: false,
    exit: EXIT.usage,
  }),
  'engine.submission_unknown': spec({
    sentence: () => 'The submission is not here any more.',
    action: 'Read the table again (F5).',
    retry: false,
    exit: EXIT.usage,
  }),
};
