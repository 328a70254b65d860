import { addForm } from '../../app/forms/add-form.ts';
import { parseGroupId } from '../../app/problems/group-id.ts';
import { type GroupReader, groupNow } from '../../app/problems/group-reader.ts';
import { type ListedGroup, listGroups } from '../../app/problems/list-groups.ts';
import { retryGroup } from '../../app/problems/retry-group.ts';
import { TriedGroups } from '../../app/problems/tried-groups.ts';
import { writeGroup } from '../../app/problems/write-group.ts';
import { supportReport } from '../../app/support/support-report.ts';
import type { PullRunner } from '../../app/take/pull-runner.ts';
import type { DataThread } from '../../core/data/data-thread.ts';
import type { TriedAgain as Tried } from '../../core/model/problem-group.ts';
import type { Handlers } from '../ipc/contract.ts';
import { problemView } from '../ipc/problem-view.ts';
import type { ProblemGroup, problemsRequests, TriedAgain } from '../ipc/problems.ts';
import type { EngineContext } from './context.ts';

/** The requests about problems: what is wrong with which submissions, and what helps. */
export function problemsHandlers(
  context: EngineContext,
  thread: DataThread,
  runner: PullRunner,
): Handlers<keyof typeof problemsRequests> {
  const { workspace, clock } = context;
  const groups: GroupReader = {
    all: (formId) => thread.call('groups.all', formId),
    members: (group, offset, limit) => thread.call('groups.members', group, offset, limit),
    totals: () => thread.call('groups.totals'),
  };
  const tried = new TriedGroups(workspace, clock, (one, { problem, formTitle }) =>
    context.emit({ type: 'tried-again', tried: triedView(one), problem: problemView(problem), formTitle }),
  );

  return {
    'problems.list': async ({ formId }) => {
      const listed = await listGroups(context, groups, formId);
      return {
        ...listed,
        groups: listed.groups.map(groupView),
        trying: tried.trying,
        tried: tried.all().map(triedView),
      };
    },
    'problems.submissions': async ({ groupId, offset, limit }) => {
      const group = parseGroupId(groupId);
      const total = (await groupNow(groups, groupId))?.count ?? 0;
      const rows = await groups.members(group, offset, limit);
      return {
        total,
        rows: rows.map(({ submissionId, id, version, submittedAt, device, present, expected }) => ({
          submissionId,
          id,
          version,
          submittedAt,
          device,
          files: present === null || expected === null ? null : { present, expected },
        })),
      };
    },
    'problems.retry': async ({ groupId }) => ({
      pullId: await retryGroup(workspace, groups, runner, tried, groupId),
    }),
    'problems.exportList': async ({ groupId, placeId }) => {
      const path = context.pathOf(placeId);
      const rows = await writeGroup(groups, groupId, path);
      context.grant(path, false);
      return { rows, path };
    },
    'problems.addForm': async ({ placeId }) => {
      const path = context.pathOf(placeId);
      const added = await addForm(workspace, path, clock.now());
      context.emit({ type: 'forms-changed' });
      context.emit({ type: 'data-changed', formIds: [added.formId] });
      return added;
    },
    'problems.supportReport': async () => ({
      text: await supportReport({
        workspace,
        groups,
        keysOpen: context.keys.all().length,
        now: clock.now(),
      }),
    }),
  };
}

function groupView({ code, fingerprint, ...group }: ListedGroup): ProblemGroup {
  const { bucket, form, problem } = group;
  // Only what can be read has a row in the table of its form.
  const hasRows = bucket === 'warning';
  return {
    ...group,
    problem: problemView(problem),
    filter: hasRows ? { kind: 'cause', bucket, source: form.source, code, fingerprint } : null,
  };
}

function triedView(tried: Tried): TriedAgain {
  return { ...tried, problem: tried.problem === null ? null : problemView(tried.problem) };
}
