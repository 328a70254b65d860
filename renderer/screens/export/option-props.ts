import type { ExportForm, ExportOptions, FormatView } from '../../../electron/ipc/export.ts';

export interface OptionProps {
  readonly options: ExportOptions;
  readonly form: ExportForm | null;
  /** All formats. */
  readonly formats: readonly FormatView[];
  readonly change: (part: Partial<ExportOptions>) => void;
}

/** The formats that are written, in their order, each once. */
export function chosenFormats(
  { format, moreFormats }: Pick<ExportOptions, 'format' | 'moreFormats'>,
  formats: readonly FormatView[],
): readonly FormatView[] {
  const ids = new Set([format, ...moreFormats]);
  return [...ids].flatMap((id) => formats.find((one) => one.id === id) ?? []);
}
