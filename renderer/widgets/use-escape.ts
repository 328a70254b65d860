import { type RefObject, useEffect, useRef } from 'react';

/**
 * Escape, pressed anywhere within a pane, closes it: at the first press, also where the tip of a button is shown, which
 * keeps the key to itself. Dialogs over the pane, and menus, are not within; nor is what says that it closes itself.
 */
export function useEscape(pane: RefObject<HTMLElement | null>, close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { key, target } = event;
      if (key !== 'Escape' || !(target instanceof Element)) return;
      if (target.closest('[data-own-escape]') !== null) return;
      if (pane.current?.contains(target) === true) latest.current();
    };
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, [pane]);
}
