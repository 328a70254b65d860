import type { ExportForm, ExportOptions, FormatView } from '../../../electron/ipc/export.ts';

export interface OptionProps {
  readonly options: ExportOptions;
  readonly form: ExportForm | null;
  /** All formats. */
  readonly formats: readonly FormatView[];
  readonly change: (part: Partial<ExportOptions>) => void;
}
