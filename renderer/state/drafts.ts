import { useState } from 'react';

/** Typed text that was not sent yet, by the name of its form. In memory only. */
const drafts = new Map<string, unknown>();

/**
 * The text typed in a form, kept while the user looks at another screen. Returns the text, a function that
 * changes it, and a function that forgets it after it was sent. A late result must change it by a function of
 * the current text, because the user may have typed more.
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

/** Forgets all drafts, because another workspace is shown or the app was locked. */
export function forgetDrafts(): void {
  drafts.clear();
}
