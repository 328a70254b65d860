import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ProblemGroup, ProblemSubmission } from '../../../electron/ipc/problems.ts';
import { ask, Refused } from '../../state/bridge.ts';
import { go } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { type Column, PlainTable } from '../../widgets/plain-table.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { Unfetched } from './unfetched.tsx';

const PAGE = 200;

export interface Concerned {
  readonly total: number;
  readonly rows: readonly ProblemSubmission[];
  readonly more: (() => void) | null;
  readonly isLoading: boolean;
  readonly refused: Refused | null;
}

/** The submissions of a group, page by page. They load again when the count changes. */
export function useConcerned(group: ProblemGroup | null): Concerned {
  const query = useInfiniteQuery({
    queryKey: ['problems.submissions', group?.id, group?.count],
    queryFn: ({ pageParam }) =>
      ask('problems.submissions', { groupId: group?.id ?? '', offset: pageParam, limit: PAGE }),
    initialPageParam: 0,
    getNextPageParam: (page, pages) => {
      const loaded = pages.reduce((sum, { rows }) => sum + rows.length, 0);
      return page.rows.length > 0 && loaded < page.total ? loaded : null;
    },
    placeholderData: (previous, before) => (before?.queryKey[1] === group?.id ? previous : undefined),
    enabled: group !== null && group.count > 0,
  });
  const pages = query.data?.pages ?? [];
  return {
    total: pages.at(-1)?.total ?? 0,
    rows: pages.flatMap(({ rows }) => rows),
    more: query.hasNextPage ? () => void query.fetchNextPage() : null,
    isLoading: query.isLoading,
    refused: query.error instanceof Refused ? query.error : null,
  };
}

/** The table of a cause's submissions. */
export function ConcernedTable({
  group,
  concerned,
}: {
  readonly group: ProblemGroup;
  readonly concerned: Concerned;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const { rows, total, more, isLoading, refused } = concerned;
  const [unfetched, setUnfetched] = useState<ProblemSubmission | null>(null);
  if (refused !== null) return <ProblemNotice problem={refused.problem} />;
  if (isLoading) return <LoadingRows screen={t('problems.submissions')} />;
  const open = (row: ProblemSubmission): void => {
    const { submissionId } = row;
    const { formId } = group.form;
    // A submission that is not stored, or has no form ID, is in no table of Data.
    if (submissionId === null || formId === '') setUnfetched(row);
    else {
      const filters = group.filter === null ? [] : [group.filter];
      go({ screen: 'data', formId, submissionId, filters });
    }
  };
  return (
    <>
      <PlainTable
        label={t('problems.submissions')}
        columns={columnsOf(words)}
        groups={[{ id: group.id, title: null, rows }]}
        rowId={({ submissionId, id }) => `${submissionId ?? ''} ${id}`}
        onPress={open}
        isDense
      />
      {unfetched !== null && <Unfetched row={unfetched} group={group} close={() => setUnfetched(null)} />}
      {more !== null && (
        <div className="more-rows">
          <Button kind="quiet" onPress={more}>
            {t('problems.more', { count: Math.min(PAGE, total - rows.length) })}
          </Button>
        </div>
      )}
    </>
  );
}

function columnsOf(words: Words): readonly Column<ProblemSubmission>[] {
  const { t, stamp, full } = words;
  return [
    {
      id: 'id',
      title: t('problems.submission'),
      cell: ({ id }) => (
        <bdi className="mono" title={id}>
          {id.replace(/^uuid:/, '')}
        </bdi>
      ),
    },
    {
      id: 'received',
      title: t('problems.received'),
      width: 150,
      cell: ({ submittedAt }) =>
        submittedAt === null ? (
          <span className="zero">{t('common.notKnown')}</span>
        ) : (
          <span title={full(submittedAt)}>{stamp(submittedAt, 'datetime')}</span>
        ),
    },
    {
      id: 'device',
      title: t('problems.device'),
      width: 112,
      cell: ({ device }) =>
        device === null ? <span className="zero">–</span> : <bdi title={device}>{device}</bdi>,
    },
    {
      id: 'version',
      title: t('problems.version'),
      width: 104,
      cell: ({ version }) => <bdi className="secondary">{version ?? '–'}</bdi>,
    },
    {
      id: 'files',
      title: t('problems.files'),
      width: 72,
      isNumber: true,
      isOnlyWide: true,
      cell: ({ files }) => {
        if (files === null) return <span className="zero">–</span>;
        const { present, expected } = files;
        if (present === expected) return t('problems.files.all', { count: expected });
        return t('problems.files.of', { present, expected });
      },
    },
  ];
}
