import type { RefKey } from '../../core/model/submission-ref.ts';
import type { Workspace } from '../../core/store/workspace.ts';
import type { PullRunner } from '../take/pull-runner.ts';
import { retrySubmissions } from '../take/retry-submissions.ts';
import { parseGroupId } from './group-id.ts';
import { type GroupReader, groupNow, membersOf } from './group-reader.ts';
import type { TriedGroups } from './tried-groups.ts';

/**
 * Downloads and decrypts a group again. Returns the ID of the pull that does it, when it has started. `tried`
 * gets the result at its end. Throws `engine.nothing_to_retry`, `engine.pull_running`, and
 * `engine.request_invalid`.
 */
export async function retryGroup(
  workspace: Pick<Workspace, 'listings' | 'setAside' | 'transaction'>,
  groups: GroupReader,
  runner: PullRunner,
  tried: TriedGroups,
  id: string,
): Promise<number> {
  const { source } = parseGroupId(id);
  const refs: RefKey[] = [];
  for await (const { locator } of membersOf(groups, id)) {
    if (locator === null) continue;
    const formId = workspace.listings.formOf(source, locator);
    if (formId !== null) refs.push({ source, formId, locator });
  }
  const group = await groupNow(groups, id);
  const pullId = retrySubmissions(workspace, runner, refs);
  if (group !== undefined) {
    const { count, problem, title } = group;
    const countNow = async (): Promise<number> => (await groupNow(groups, id))?.count ?? 0;
    void tried.follow({ pullId, groupId: id, count, problem, formTitle: title }, runner.ended(), countNow);
  }
  return pullId;
}
