import type { ExportForm, ExportOptions } from '../../../electron/ipc/export.ts';

export interface OptionProps {
  readonly options: ExportOptions;
  readonly form: ExportForm | null;
  readonly change: (part: Partial<ExportOptions>) => void;
}
