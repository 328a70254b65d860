import { useEffect, useState } from 'react';
import type { ExportOptions, ExportStatus } from '../../../electron/ipc/export.ts';
import { type Asking, useAsk, useForget, useReply } from '../../state/replies.ts';

export interface Exporting {
  /** The export that runs. */
  readonly running: Extract<ExportStatus, { readonly state: 'running' }> | null;
  /** How one ended while the screen was shown, until something is changed; null when none did. */
  readonly ended: ExportStatus | null;
  readonly start: Asking<'export.start'>;
  readonly stop: Asking<'export.stop'>;
  begin(options: ExportOptions, preset: string | null): Promise<void>;
  /** Puts away how the last one ended. */
  forgetEnd(): void;
}

/** Starts and follows exports. What lies in the folder is looked up anew when the screen comes and when one ends. */
export function useExport(): Exporting {
  const status = useReply('export.status', {}).value ?? null;
  const start = useAsk('export.start');
  const stop = useAsk('export.stop');
  const forget = useForget();
  const [known, setKnown] = useState<ExportStatus | null | undefined>(undefined);
  const running = status?.state === 'running' ? status : null;
  const isRunning = running !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the function is new in each render, its work is not.
  useEffect(() => {
    if (!isRunning) forget('export.plan', 'export.preview', 'export.presets');
  }, [isRunning]);
  // What had ended before the screen came is not news.
  useEffect(() => {
    setKnown((before) => (before === undefined ? status : before));
  }, [status]);
  return {
    running,
    ended: isRunning || status === known || known === undefined ? null : status,
    start,
    stop,
    begin: async (options, preset) => {
      await start.ask({ options, preset });
      forget('export.presets');
    },
    forgetEnd: () => {
      setKnown(status);
      start.reset();
    },
  };
}
