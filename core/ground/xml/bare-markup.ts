import { PREFIX } from './names.ts';

/** What a document may have besides tags: references, comments, CDATA, declarations. */
const REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/gi;
const OTHER = '<!--(?:(?!-->)[^])*-->|<!\\[CDATA\\[(?:(?!\\]\\]>)[^])*\\]\\]>|<\\?(?:(?!\\?>)[^])*\\?>';

/**
 * Escapes the text of a document whose writer did not escape the text of its elements, as servers write lists
 * of IDs (`server-apis` §4.5). An `&` that does not begin a reference, and a `<` that does not begin a tag
 * with one of these local names, becomes text. Takes the names of all elements of the document. Leaves a
 * document with a document type as it is; the reader refuses it.
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
