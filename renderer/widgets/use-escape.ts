import { type RefObject, useEffect, useRef } from 'react';

/**
 * Closes a pane on Escape, pressed anywhere within the pane. The first press works, even while a tooltip is shown,
 * which would keep the key to itself. Dialogs and menus over the pane are not within it. An element that closes itself
 * is not either.
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
