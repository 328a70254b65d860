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
  'engine.place_unknown': spec({
    sentence: () => 'The file or folder that was chosen is not known any more.',
    action: 'Choose it again.',
    retry: false,
    exit: EXIT.usage,
  }),
};
