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
