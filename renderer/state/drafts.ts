import { useState } from 'react';

/** What is typed and not sent yet, by the form that it is typed in. In memory only. */
const drafts = new Map<string, unknown>();

/**
 * The text typed in a form, kept while the user looks at another screen. Returns it, a function that changes it, and
 * one that ends it once it was sent. A late result must change it by a function of the current text, because the user
 * may have typed more.
 */
export function useDraft<T>(
  form: string,
  initial: () => T,
): readonly [typed: T, change: (next: T | ((now: T) => T)) => void, end: () => void] {
  const [typed, setTyped] = useState<T>(() => (drafts.has(form) ? (drafts.get(form) as T) : initial()));
  const change = (next: T | ((now: T) => T)): void => {
    const now = drafts.has(form) ? (drafts.get(form) as T) : typed;
    const changed = isChange(next) ? next(now) : next;
    drafts.set(form, changed);
    setTyped(changed);
  };
  return [typed, change, () => drafts.delete(form)];
}

function isChange<T>(next: T | ((now: T) => T)): next is (now: T) => T {
  return typeof next === 'function';
}

/** Forgets all that was typed: another workspace is shown, or the app was locked. */
export function forgetDrafts(): void {
  drafts.clear();
}
