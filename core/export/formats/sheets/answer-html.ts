import { parseDateTime } from '../../../ground/dates.ts';
import { escapeXml } from '../../../ground/xml/escape-xml.ts';
import { trimXml } from '../../../ground/xml/xml.ts';
import type { FormField } from '../../../model/form.ts';
import type { ExportSubmission } from '../../../model/rows.ts';
import { attachmentOf } from '../../../record/attachment-of.ts';
import { choiceLabels } from '../../../xform/label.ts';
import type { RowContext } from '../../table.ts';
import { type Point, valueReader } from '../../typed-value.ts';
import { answerText, textHtml } from './text-html.ts';

/** Returns an answer as HTML. Takes it as it was written; it is not blank. */
export type AnswerWriter = (written: string, submission: ExportSubmission, context: RowContext) => string;

/** Returns how a question's answers are shown. Takes the language of labels. */
export function answerWriter(field: FormField, language: string, languages: readonly string[]): AnswerWriter {
  const read = valueReader(field);
  const labels = choiceLabels(field, language, languages);
  const choice = (value: string): string => {
    const label = labels.get(value);
    return label === undefined ? answerText(value) : textHtml(label, language);
  };
  return (written, submission, context) => {
    const file = fileHtml(written, submission, context, field.type === 'binary');
    if (file !== null) return file;
    const value = read(written);
    switch (value.kind) {
      case 'choices': {
        const [only = '', ...more] = value.values;
        if (more.length === 0) return choice(only);
        return `<ul>${value.values.map((one) => `<li>${choice(one)}</li>`).join('')}</ul>`;
      }
      case 'dateTime':
        return leftToRight(momentText(trimXml(written)));
      case 'points':
        return value.points.map((point) => leftToRight(pointText(point))).join('<br>');
      default:
        return answerText(written);
    }
  };
}

/** An answer that no definition names. */
export const writeUnnamed: AnswerWriter = (written, submission, context) =>
  fileHtml(written, submission, context, false) ?? answerText(written);

const IMAGE = /\.(?:jpe?g|png|gif|webp|bmp|svg|avif)$/i;

/** Returns an answer that names a file of the submission: the picture, or a link. Else null. */
function fileHtml(
  written: string,
  submission: ExportSubmission,
  context: RowContext,
  isFile: boolean,
): string | null {
  const name = trimXml(written);
  if (!isFile && attachmentOf(submission.attachments, name, ({ path }) => path !== null) === undefined)
    return null;
  const place = context.media(name, submission);
  // Without its file, an answer is its name.
  if (place === name || place === '') return answerText(name);
  const url = escapeXml(place.split('/').map(encodeURIComponent).join('/'));
  const caption = escapeXml(name);
  return IMAGE.test(name)
    ? `<figure><img src="${url}" alt="${caption}"><figcaption>${caption}</figcaption></figure>`
    : `<a href="${url}">${caption}</a>`;
}

/** Numbers keep their signs and their order, also on a page that is read from the right. */
function leftToRight(text: string): string {
  return `<bdi dir="ltr">${escapeXml(text)}</bdi>`;
}

/** `2024-05-01 09:07:00.250+03:00`; a text that is no date-time stays as it is. */
function momentText(text: string): string {
  return parseDateTime(text) === null ? text : text.replace(/[Tt]/, ' ');
}

/** `-1.25, 36.8 (altitude 1600 m, accuracy 5 m)` */
function pointText({ latitude, longitude, altitude, accuracy }: Point): string {
  const more = [
    ...(altitude === null ? [] : [`altitude ${altitude} m`]),
    ...(accuracy === null ? [] : [`accuracy ${accuracy} m`]),
  ];
  return `${latitude}, ${longitude}${more.length === 0 ? '' : ` (${more.join(', ')})`}`;
}
