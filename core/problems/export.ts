import { EXIT, spec } from './spec.ts';

/** Writing files for analysis. */
export const exportProblems = {
  'export.form_unknown': spec<{ readonly formId: string }>({
    sentence: ({ formId }) => `There is no form ${formId} in this workspace.`,
    action: 'See "attache forms" for the forms that are here.',
    retry: false,
    exit: EXIT.export,
  }),
};
