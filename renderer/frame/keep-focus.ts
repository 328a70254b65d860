/** What can take the focus, by Tab or from the program. */
const FOCUSABLE = 'button, a[href], input, textarea, select, summary, [tabindex]';
/** Time for a dialog or a menu to give the focus back itself. */
const WAIT_MS = 60;

/** Where the focus was: the element, and the way to it from outside, as it was then. */
interface FocusPlace {
  readonly element: HTMLElement;
  /** From its parent outwards, each with the place of what holds the element among its children. */
  readonly around: readonly { readonly parent: Element; readonly index: number }[];
}

let last: FocusPlace | null = null;
/** The last place outside of dialogs and menus, which hang beside the page. */
let below: FocusPlace | null = null;
let isByKeyboard = false;
const inRegion = new WeakMap<Element, HTMLElement>();

/** The element of a region that had the focus last; null when none had. */
export function keptIn(region: Element): HTMLElement | null {
  return inRegion.get(region) ?? null;
}

export function isFocusable(element: HTMLElement): boolean {
  return (
    element.isConnected &&
    element.getClientRects().length > 0 &&
    element.matches(FOCUSABLE) &&
    !element.matches(':disabled') &&
    element.closest('[inert], [aria-hidden="true"]') === null
  );
}

/** The first element within that can take the focus; null when there is none. */
export function firstFocusable(
  within: Element,
  fits: (element: HTMLElement) => boolean = () => true,
): HTMLElement | null {
  for (const element of within.querySelectorAll<HTMLElement>(FOCUSABLE)) {
    if (isFocusable(element) && fits(element)) return element;
  }
  return null;
}

/**
 * Keeps the focus from falling to the body, where a keyboard user loses the place. The focused element can go: a row
 * is deleted, a list or a screen is replaced, a button is turned off. Then its neighbour takes the focus, else the
 * heading of the screen. A click beside all controls still removes the focus. Returns a function that stops it.
 */
export function keepFocus(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const remember = (event: FocusEvent): void => {
    if (!(event.target instanceof HTMLElement) || event.target === document.body) return;
    last = placeOf(event.target);
    if (event.target.closest('#root') !== null) below = last;
    const region = event.target.closest('[data-region]');
    if (region !== null) inRegion.set(region, event.target);
  };
  const isLost = (): boolean =>
    (document.activeElement === null || document.activeElement === document.body) &&
    last !== null &&
    !isFocusable(last.element);
  const restore = (): void => {
    if (isLost()) successor()?.focus();
  };
  const changed = (): void => {
    if (!isLost()) return;
    clearTimeout(timer);
    timer = setTimeout(restore, WAIT_MS);
  };
  const keyed = (): void => {
    isByKeyboard = true;
  };
  const pressed = (): void => {
    isByKeyboard = false;
    setTimeout(() => {
      if (document.activeElement === document.body && last?.element.isConnected === true) last = null;
    });
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled', 'inert', 'hidden', 'class'],
  });
  document.addEventListener('focusin', remember);
  document.addEventListener('pointerup', pressed);
  document.addEventListener('keydown', keyed);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    document.removeEventListener('focusin', remember);
    document.removeEventListener('pointerup', pressed);
    document.removeEventListener('keydown', keyed);
  };
}

function placeOf(element: HTMLElement): FocusPlace {
  const around: { parent: Element; index: number }[] = [];
  let child: Element = element;
  for (let parent = child.parentElement; parent !== null; parent = parent.parentElement) {
    around.push({ parent, index: [...parent.children].indexOf(child) });
    child = parent;
  }
  return { element, around };
}

/** Who takes the focus of what has gone. A dialog that has gone gives it back to what was below. */
function successor(): HTMLElement | null {
  const place = last?.around.some(({ parent }) => parent.id === 'root') === true ? last : (below ?? last);
  if (place !== null && isFocusable(place.element)) return place.element;
  const dialog = document.querySelector('[role="dialog"], [role="alertdialog"]');
  for (const { parent, index } of place?.around ?? []) {
    if (!parent.isConnected) continue;
    // The screen itself was replaced: its new heading says where one is.
    if (parent.matches('.screen, #content, .frame, #root, body')) break;
    const found = nearest(parent, index);
    if (found !== null) return found;
  }
  if (dialog !== null) return firstFocusable(dialog);
  return screenHeading();
}

function screenHeading(): HTMLElement | null {
  const heading =
    document.querySelector<HTMLElement>('#content h1') ?? document.querySelector<HTMLElement>('#content');
  if (heading !== null && !heading.hasAttribute('tabindex')) heading.tabIndex = -1;
  return heading;
}

/** Moves the focus to the heading of a new screen when nothing has it, as after a shortcut. */
export function startAtHeading(): void {
  if (!isByKeyboard) return;
  setTimeout(() => {
    if (document.activeElement === document.body) screenHeading()?.focus();
  }, WAIT_MS);
}

/** The element that is now at a position among the children of another, or before it, or anywhere within. */
function nearest(parent: Element, index: number): HTMLElement | null {
  const { children } = parent;
  for (let at = Math.min(index, children.length - 1); at >= 0; at -= 1) {
    const child = children[at];
    if (!(child instanceof HTMLElement)) continue;
    if (isFocusable(child)) return child;
    const within = firstFocusable(child);
    if (within !== null) return within;
  }
  return firstFocusable(parent);
}
