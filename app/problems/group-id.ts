import { Problem } from '../../core/ground/problem.ts';
import type { GroupedProblem, GroupKey } from '../../core/store/problem-groups.ts';

/** The ID of a group of problems: all that it is told by. */
export function groupId({ bucket, source, formId, problem, fingerprint }: GroupedProblem): string {
  return JSON.stringify([bucket, source, formId, problem.code, fingerprint]);
}

/**
 * What a group is told by. Reads only the shape that `groupId` gives it, because an ID may come from anywhere. Throws
 * `engine.request_invalid`.
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
    // Told below.
  }
  throw new Problem('engine.request_invalid', { request: 'problems' });
}
