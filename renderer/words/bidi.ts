import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';

const LEFT_TO_RIGHT = '\u2066';
const BY_FIRST_LETTER = '\u2068';
const END = '\u2069';

/** Letters that are written from right to left, and the punctuation of their scripts. */
const RTL = '\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc';
/** A word in Latin letters, without marks that a translator has put around it. */
const OTHER = `[^\\s${RTL}\u2066-\u2069]*`;
const LATIN = `${OTHER}[A-Za-z]${OTHER}`;
const RUN = new RegExp(`${LATIN}(?:[ \u00a0](?:${LATIN}|[0-9]${OTHER}))*`, 'g');
const OPENING = /^[(«“"'[]+/;
const CLOSING = /[.,:;!?…)»”"'\]]+$/;
const IS_RTL = new RegExp(`[${RTL}]`);

/**
 * The words of a language that is written from right to left, with each piece of Latin text in them kept together: an
 * address, a file name or a shortcut keeps its dots, slashes and signs at its own ends.
 */
export function latinKept(elements: readonly MessageFormatElement[]): MessageFormatElement[] {
  return elements.map((element): MessageFormatElement => {
    if ('options' in element) {
      const options = Object.entries(element.options).map(
        ([name, option]) => [name, { ...option, value: latinKept(option.value) }] as const,
      );
      return { ...element, options: Object.fromEntries(options) } as MessageFormatElement;
    }
    if ('children' in element) return { ...element, children: latinKept(element.children) };
    // A literal is the only one that has text of its own; the value of any other is the name of what it takes.
    return element.type === 0 ? { ...element, value: latinKeptIn(element.value) } : element;
  });
}

function latinKeptIn(text: string): string {
  return text.replace(RUN, (run) => {
    const [before = ''] = OPENING.exec(run) ?? [];
    const [after = ''] = CLOSING.exec(run.slice(before.length)) ?? [];
    const inner = run.slice(before.length, run.length - after.length);
    return inner === '' ? run : `${before}${LEFT_TO_RIGHT}${inner}${END}${after}`;
  });
}

/**
 * A path or a name of another script keeps its own order, and does not turn that of the words around it. Takes whether
 * the words are written from right to left; in those every text is kept apart, in others what is written that way.
 */
export function keptApart(text: string, isRightToLeft: boolean): string {
  return isRightToLeft || IS_RTL.test(text) ? `${BY_FIRST_LETTER}${text}${END}` : text;
}

/** A date, a number with its unit: never broken in the middle. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

/**
 * Words for a file name or for the clipboard, without the marks that are for the screen: those that keep scripts apart,
 * those where a long word may be broken, and spaces that are not broken.
 */
export function withoutMarks(text: string): string {
  return text.replaceAll(/[\u2066-\u2069\u00ad]/g, '').replaceAll(/[\u00a0\u202f]/g, ' ');
}
