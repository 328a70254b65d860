import { Problem } from '../../core/ground/problem.ts';
import type { GroupedProblem, GroupKey } from '../../core/store/problem-groups.ts';

/** Returns the ID of a group of problems: everything that identifies it. */
export function groupId({ bucket, source, formId, problem, fingerprint }: GroupedProblem): string {
  return JSON.stringify([bucket, source, formId, problem.code, fingerprint]);
}

/**
 * Returns what identifies a group. Accepts only the form that `groupId` writes, because an ID may come from
 * anywhere. Throws `engine.request_invalid`.
 */
export function parseGroupId(id: string): GroupKey {
  try {
    const parsed: unknown = JSON.parse(id);
    if (Array.isArray(parsed) && parsed.length === 5 && parsed.every((part) => typeof part === 'string')) {
      const [bucket, source, formId, code, fingerprint] = parsed as [string, string, string, string, string];
      if (bucket === 'not-readable' || bucket === 'not-stored' || bucket === 'warning') {
        return { bucket, source, formId, code, fingerprint };
      }
    }
  } catch {
    // Not JSON: reported below.
  }
  throw new Problem('engine.request_invalid', { request: 'problems' });
}
