import { PREFIX } from './names.ts';

/** What may stand in a document beside tags: references, comments, CDATA, declarations. */
const REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/gi;
const OTHER = '<!--(?:(?!-->)[^])*-->|<!\\[CDATA\\[(?:(?!\\]\\]>)[^])*\\]\\]>|<\\?(?:(?!\\?>)[^])*\\?>';

/**
 * The text of a document whose writer has not escaped what stands in its elements, as servers write lists of IDs
 * (`server-apis` §4.5): an `&` that begins no reference, and a `<` that begins no tag of these local names, is text.
 * Takes the names of all elements that such a document has. A document type is left as it is, to be refused.
 */
export function escapeBareMarkup(text: string, names: readonly string[]): string {
  if (/<!DOCTYPE/i.test(text)) return text;
  const markup = new RegExp(`(${OTHER}|</?${PREFIX}(?:${names.join('|')})(?:\\s[^<>]*)?/?>)`, 'gu');
  return text
    .split(markup)
    .map((piece, i) => {
      // Every second piece is markup; an attribute of a tag may hold a bare `&` as well.
      if (i % 2 === 1) return piece.startsWith('<!') ? piece : piece.replace(REFERENCE, '&amp;');
      return piece.replace(REFERENCE, '&amp;').replaceAll('<', '&lt;');
    })
    .join('');
}
