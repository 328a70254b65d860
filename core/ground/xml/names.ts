/**
 * Names as XML defines them (`NCName` of XML 1.0, fifth edition, and of Namespaces in XML), for all code that
 * looks for a name in a text: paths, filters, tags. Each constant is the source of a regular expression with
 * the flag `u`.
 */

const START =
  'A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f' +
  '\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}';
const REST = `${START}\\-.0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040`;

/** One name without a prefix. */
export const NAME = `[${START}][${REST}]*`;

/** A prefix and its colon, or nothing. */
export const PREFIX = `(?:${NAME}:)?`;

const WHOLE_NAME = new RegExp(`^${NAME}$`, 'u');

/** Whether a text is one name without a prefix. */
export function isName(text: string): boolean {
  return WHOLE_NAME.test(text);
}
