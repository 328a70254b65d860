import { type ReactNode, useState } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { Bucket, ProblemList } from '../../../electron/ipc/problems.ts';
import { useCommand } from '../../state/commands.ts';
import { useReply } from '../../state/replies.ts';
import { go, useRouteOf } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Empty } from '../../widgets/empty.tsx';
import { Head, StatusBar } from '../../widgets/head.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { Picker } from '../../widgets/picker.tsx';
import { Tally } from '../../widgets/tally.tsx';
import { useWords } from '../../words/use-words.tsx';
import { CauseDetails } from './cause-details.tsx';
import { CauseList } from './cause-list.tsx';
import { ConcernedTable, useConcerned } from './concerned.tsx';
import { chosen, type ShownGroup, withFixed } from './group-list.ts';
import { SupportReport } from './support-report.tsx';

const ALL = 'all';

/** The Problems screen: every submission with a problem, by cause, with the action that helps. */
export function Problems(): ReactNode {
  const { t } = useWords();
  const route = useRouteOf('problems');
  const [isReporting, setReporting] = useState(false);
  const formId = route.formId ?? null;
  const list = useReply('problems.list', { formId }, { keep: true });
  useCommand('refresh', list.again);
  useCommand('clear-filters', () => go({ screen: 'problems' }, 'replace'));
  const counts = list.value;
  const summary =
    counts === undefined || counts.submissions === 0
      ? undefined
      : t('problems.summary', { subs: counts.submissions, causes: counts.groups.length });
  return (
    <>
      <Head title={t('problems.title')} {...(summary === undefined ? {} : { sub: summary })}>
        <Button icon="file-text" onPress={() => setReporting(true)}>
          {t('problems.report')}
        </Button>
      </Head>
      <FormBar formId={formId} />
      {list.problem !== null && <ProblemNotice problem={list.problem} again={list.again} />}
      {counts === undefined
        ? list.state === 'loading' && <LoadingRows screen={t('problems.title')} />
        : // Another form begins anew: what was fixed of the one before is not its matter.
          list.value !== undefined && <Causes key={formId ?? ALL} list={counts} formId={formId} />}
      {isReporting && <SupportReport close={() => setReporting(false)} />}
    </>
  );
}

function FormBar({ formId }: { readonly formId: string | null }): ReactNode {
  const { t } = useWords();
  const forms = useReply('data.forms', {}).value ?? [];
  if (forms.length < 2 && formId === null) return null;
  return (
    <div className="bar">
      <Picker
        label={t('problems.form')}
        value={formId === null ? ALL : `form:${formId}`}
        width={240}
        options={[
          { id: ALL, label: t('problems.form.all') },
          ...forms.map((form) => ({ id: `form:${form.formId}`, label: form.title })),
        ]}
        onChange={(id) =>
          go(
            id === ALL ? { screen: 'problems' } : { screen: 'problems', formId: id.slice('form:'.length) },
            'replace',
          )
        }
      />
    </div>
  );
}

function Causes({ list, formId }: { readonly list: ProblemList; readonly formId: string | null }): ReactNode {
  const { t } = useWords();
  const route = useRouteOf('problems');
  const [seen, setSeen] = useState<readonly ShownGroup[]>(() => withFixed([], list.groups));
  const [last, setLast] = useState(list);
  // A group that an action empties stays until the user leaves the screen. So add the earlier groups.
  if (last !== list) {
    setLast(list);
    setSeen(withFixed(seen, list.groups));
  }
  const { cause, bucket, groupId } = route;
  const shown = chosen(seen, { groupId, bucket, code: cause?.code });
  const concerned = useConcerned(shown?.group ?? null);
  if (seen.length === 0) {
    return (
      <div className="content">
        {shown === null && <Mended cause={cause} bucket={bucket} />}
        <Empty title={t('problems.empty')} icon="circle-check">
          {t(formId === null ? 'problems.empty.text' : 'problems.empty.form', { count: list.here })}
        </Empty>
      </div>
    );
  }
  const toBucket = (bucket: Bucket): void => {
    const { groupId: _groupId, cause: _cause, ...rest } = route;
    go({ ...rest, bucket }, 'replace');
  };
  const isLeft = shown !== null && !shown.isFixed;
  const all = isLeft ? concerned.total : 0;
  const loaded = isLeft ? concerned.rows.length : 0;
  return (
    <>
      <div className="split problems-split">
        <section className="side">
          <CauseList
            groups={seen}
            selected={shown?.group.id ?? null}
            select={(groupId) => go({ ...route, groupId }, 'replace')}
          />
        </section>
        <section className="cause-pane">
          {shown === null ? (
            <Mended cause={cause} bucket={bucket} />
          ) : (
            <CauseDetails
              key={shown.group.id}
              shown={shown}
              trying={list.trying}
              tried={list.tried.find(({ groupId }) => groupId === shown.group.id) ?? null}
            />
          )}
          {shown !== null && isLeft && <ConcernedTable group={shown.group} concerned={concerned} />}
        </section>
      </div>
      <StatusBar>
        <Tally
          result={{
            count: list.submissions,
            word: 'problems.tally.problems',
            onPress: () => go({ screen: 'problems', ...(formId === null ? {} : { formId }) }, 'replace'),
          }}
          terms={[
            {
              count: list.notReadable,
              word: 'problems.tally.notReadable',
              tone: 'bad',
              onPress: () => toBucket('not-readable'),
            },
            {
              count: list.notStored,
              word: 'problems.tally.notStored',
              tone: 'bad',
              onPress: () => toBucket('not-stored'),
            },
            {
              count: list.warnings,
              word: 'problems.tally.warnings',
              tone: 'warn',
              onPress: () => toBucket('warning'),
            },
          ]}
        />
        <span className="grow" />
        <span className="only-wide">
          {loaded === all
            ? t('problems.shown', { count: loaded })
            : t('problems.shown.of', { count: loaded, total: all })}
        </span>
      </StatusBar>
    </>
  );
}

/** Says that the requested cause is fixed. No other cause is shown instead. */
function Mended({
  cause,
  bucket,
}: {
  readonly cause: ProblemView | undefined;
  readonly bucket: Bucket | undefined;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  if (cause === undefined && bucket === undefined) return null;
  const heading =
    cause === undefined
      ? t(`problems.bucket.${bucket ?? 'warning'}`)
      : (words.maybe(`codes.${cause.code}.heading`, cause.params) ?? words.problem(cause).sentence);
  return (
    <Empty title={t('problems.mended')} icon="circle-check">
      {t('problems.mended.text', { heading })}
    </Empty>
  );
}
