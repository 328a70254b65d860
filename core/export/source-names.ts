import type { ExportSubmission } from '../model/rows.ts';

/** The sources of a submission as one cell. */
export function sourcesOf({ sources }: ExportSubmission): string {
  return (sources ?? []).join('; ');
}
