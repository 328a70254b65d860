import { escapeXml } from '../../../ground/xml/escape-xml.ts';
import { isRightToLeft, languageCode } from '../../language-code.ts';

/** Returns a text of the form as HTML, with its language and direction. */
export function textHtml(text: string, language: string): string {
  const code = languageCode(language);
  if (code === null) return answerText(text);
  return `<bdi lang="${escapeXml(code)}" dir="${isRightToLeft(code) ? 'rtl' : 'auto'}">${escapeXml(text)}</bdi>`;
}

/** Returns a text of unknown language as HTML. Its own letters tell its direction. */
export function answerText(text: string): string {
  return `<bdi dir="auto">${escapeXml(text)}</bdi>`;
}
