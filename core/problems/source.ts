import { EXIT, spec } from './spec.ts';

/** Where submissions come from: servers and folders. */
export const sourceProblems = {
  'source.folder_unknown': spec<{ readonly folder: string }>({
    sentence: ({ folder }) =>
      `${folder} is not a Briefcase storage, a Collect folder, or a folder of submissions.`,
    action:
      'Choose the folder that holds "ODK Briefcase Storage", or one with "forms" and "instances", or one whose sub-folders hold "submission.xml".',
    retry: false,
    exit: EXIT.source,
  }),
};
