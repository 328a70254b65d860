import { useEffect, useState } from 'react';
import type { ExportOptions, ExportStatus } from '../../../electron/ipc/export.ts';
import { type Asking, useAsk, useForget, useReply } from '../../state/replies.ts';

export interface Exporting {
  /** The export that runs. */
  readonly running: Extract<ExportStatus, { readonly state: 'running' }> | null;
  /**
   * How an export ended while this screen was shown, until the user changes something; null when none ended.
   */
  readonly ended: ExportStatus | null;
  readonly start: Asking<'export.start'>;
  readonly stop: Asking<'export.stop'>;
  begin(options: ExportOptions, preset: string | null): Promise<void>;
  /** Hides how the last export ended. */
  forgetEnd(): void;
}

/** Starts and follows exports. Looks the folder up again when the screen appears and when an export ends. */
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
    if (!isRunning) forget('export.plan', 'export.preview', 'export.presets', 'export.report');
  }, [isRunning]);
  // An export that ended before the screen appeared is not news.
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
