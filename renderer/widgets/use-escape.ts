import { type RefObject, useEffect, useRef } from 'react';

/**
 * Closes a pane on Escape that is pressed within it. The first press works even while a tooltip is shown,
 * which would otherwise consume the key. Dialogs and menus over the pane do not count as within it, nor do
 * elements that close themselves on Escape.
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
