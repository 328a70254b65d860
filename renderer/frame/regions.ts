import { firstFocusable, isFocusable, keptIn } from './keep-focus.ts';

/** The regions that F6 goes through, in order. */
const order = ['top', 'rail', 'head', 'content', 'sheet', 'status'];

/**
 * Moves the focus to the next region that is shown (or the one before), to where it was in that region. A region that
 * has nothing to press takes the focus itself, so that it can be read. Behind a dialog nothing moves.
 */
export function moveRegion(step: 1 | -1): void {
  if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
  const regions = order.flatMap((name) => [
    ...document.querySelectorAll<HTMLElement>(`[data-region="${name}"]:not([inert])`),
  ]);
  // The content holds the head, the sheet and the status: the innermost region is where the focus is.
  const here = regionOf(document.activeElement);
  const at = here === null ? -1 : regions.indexOf(here);
  const next =
    regions[at < 0 ? (step > 0 ? 0 : regions.length - 1) : (at + step + regions.length) % regions.length];
  if (next !== undefined) enter(next);
}

function regionOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>('[data-region]') ?? null;
}

function enter(region: HTMLElement): void {
  const isIts = (element: HTMLElement): boolean => regionOf(element) === region;
  const before = keptIn(region);
  const target =
    before !== null && isFocusable(before) && isIts(before) ? before : firstFocusable(region, isIts);
  if (target !== null) target.focus();
  else {
    region.tabIndex = -1;
    region.focus();
  }
}
