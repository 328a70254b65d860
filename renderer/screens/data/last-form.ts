let last: string | null = null;

/** The form that was looked at last, while the window is open. */
export const lastForm = {
  get: (): string | null => last,
  set: (formId: string): void => {
    last = formId;
  },
};
