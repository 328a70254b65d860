import type {
  GroupedProblem,
  GroupKey,
  GroupMember,
  ProblemTotals,
} from '../../core/store/problem-groups.ts';
import { groupId, parseGroupId } from './group-id.ts';

/** Reads groups of problems: directly from the database, or through a thread. */
export interface GroupReader {
  /** The groups of one form, or of all forms (null). */
  all(formId: string | null): Promise<readonly GroupedProblem[]>;
  members(group: GroupKey, offset: number, limit: number): Promise<readonly GroupMember[]>;
  totals(): Promise<ProblemTotals>;
}

const PAGE = 500;

/**
 * Returns the current state of a group; undefined when it has no submissions left. Throws
 * `engine.request_invalid`.
 */
export async function groupNow(groups: GroupReader, id: string): Promise<GroupedProblem | undefined> {
  const all = await groups.all(parseGroupId(id).formId);
  return all.find((group) => groupId(group) === id);
}

/** All submissions of a group, read page by page. Throws `engine.request_invalid`. */
export async function* membersOf(groups: GroupReader, id: string): AsyncGenerator<GroupMember> {
  const group = parseGroupId(id);
  for (let offset = 0; ; offset += PAGE) {
    const page = await groups.members(group, offset, PAGE);
    yield* page;
    if (page.length < PAGE) return;
  }
}
