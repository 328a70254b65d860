import { useState } from 'react';

/** What is typed and not sent yet, by the form that it is typed in. In memory only. */
const drafts = new Map<string, unknown>();

/**
 * What is typed in a form, kept while one looks at another screen. Returns it, what changes it, and what ends it when it
 * was sent.
 */
export function useDraft<T>(
  form: string,
  initial: () => T,
): readonly [typed: T, change: (typed: T) => void, end: () => void] {
  const [typed, setTyped] = useState<T>(() => (drafts.has(form) ? (drafts.get(form) as T) : initial()));
  const change = (next: T): void => {
    drafts.set(form, next);
    setTyped(next);
  };
  return [typed, change, () => drafts.delete(form)];
}

/** Forgets all that was typed: another workspace is shown, or the app was locked. */
export function forgetDrafts(): void {
  drafts.clear();
}
