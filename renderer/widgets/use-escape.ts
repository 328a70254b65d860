import { type RefObject, useEffect, useRef } from 'react';

/**
 * Escape, pressed anywhere within a pane, closes it: at the first press, also where the tip of a button is shown, which
 * keeps the key to itself. Dialogs over the pane, and menus, are not within.
 */
export function useEscape(pane: RefObject<HTMLElement | null>, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !(event.target instanceof Node)) return;
      if (pane.current?.contains(event.target) === true) latest.current();
    };
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, [pane]);
}
