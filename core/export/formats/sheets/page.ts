import { escapeXml } from '../../../ground/xml/escape-xml.ts';
import { isRightToLeft, languageCode } from '../../language-code.ts';
import { STYLE } from './style.ts';

/** How a page of sheets begins. */
export const BEGIN = '<!doctype html>\n<html data-made="attache-sheets"';

/** The key of each sheet, percent-encoded, so that it has no quote. */
export const KEY = /<article data-key="([^"]*)">/g;

/**
 * Returns a page up to its first sheet. Takes the title of the form and the language of its labels. The page loads
 * nothing but the files beside it, and runs nothing. Nothing has to follow the last sheet: the ends of `body` and
 * `html` may be left out (HTML, optional tags).
 */
export function pageHead(title: string, language: string): string {
  const code = languageCode(language);
  const lang = code === null ? '' : ` lang="${escapeXml(code)}"`;
  const direction = code !== null && isRightToLeft(code) ? 'rtl' : 'ltr';
  return `${BEGIN}${lang} dir="${direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; media-src 'self' file:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>
${STYLE}</style>
</head>
<body>
`;
}

/** The name of the PDF file beside a page. */
export function pdfName(page: string): string {
  return page.replace(/\.html$/, '.pdf');
}

/** Returns one sheet, on one line's beginning. Takes the key of its submission and its content. */
export function sheetHtml(key: string, content: string): string {
  return `<article data-key="${encodeURIComponent(key)}">\n${content}</article>\n`;
}
