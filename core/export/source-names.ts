import type { ExportSubmission } from '../model/rows.ts';

/** Returns the sources of a submission as one cell. */
export function sourcesOf({ sources }: ExportSubmission): string {
  return (sources?.() ?? []).join('; ');
}
