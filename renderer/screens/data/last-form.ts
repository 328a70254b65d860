let last: string | null = null;

/** The form that the user viewed last. It is remembered while the window is open. */
export const lastForm = {
  get: (): string | null => last,
  set: (formId: string): void => {
    last = formId;
  },
};
