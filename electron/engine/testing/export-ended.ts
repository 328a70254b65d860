import { setImmediate } from 'node:timers/promises';
import type { ExportStatus } from '../../ipc/export.ts';
import type { ExportHandlers } from '../export.ts';

/** Waits until the export has ended. Returns its last status. */
export async function exportEnded({ handlers }: ExportHandlers): Promise<ExportStatus> {
  for (;;) {
    const status = handlers['export.status']({});
    if (status !== null && 'state' in status && status.state !== 'running') return status;
    await setImmediate();
  }
}
