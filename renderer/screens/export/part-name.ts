import type { ExportPart } from '../../../electron/ipc/export.ts';
import type { Words } from '../../words/use-words.tsx';

/** What tells a part of an export from the others: its form, its format, or both. */
export function partName({ t }: Pick<Words, 't'>, part: ExportPart, parts: readonly ExportPart[]): string {
  const { formId, format, title } = part;
  const isOnlyForm = parts.every((other) => other.formId === formId);
  const isOnlyFormat = parts.every((other) => other.format === format);
  if (isOnlyForm) return t(`export.format.${format}`);
  return isOnlyFormat ? title : t('export.part', { form: title, format: t(`export.format.${format}`) });
}

/**
 * What tells some parts of an export from the others, in as few words as possible: a form of which all parts are
 * meant has only its title.
 */
export function partNames(
  words: Pick<Words, 't'>,
  some: readonly ExportPart[],
  parts: readonly ExportPart[],
): readonly string[] {
  const isOnlyForm = parts.every(({ formId }) => formId === parts[0]?.formId);
  if (isOnlyForm) return some.map((part) => partName(words, part, parts));
  const ofForm = (of: readonly ExportPart[], formId: string) => of.filter((part) => part.formId === formId);
  return [...new Set(some.map(({ formId }) => formId))].flatMap((formId) => {
    const meant = ofForm(some, formId);
    const isWhole = meant.length > 1 && meant.length === ofForm(parts, formId).length;
    return isWhole
      ? meant.slice(0, 1).map(({ title }) => title)
      : meant.map((part) => partName(words, part, parts));
  });
}
