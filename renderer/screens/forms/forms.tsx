import { type ReactNode, useRef, useState } from 'react';
import type { FormRow, FormsOverview } from '../../../electron/ipc/forms.ts';
import { useCommand } from '../../state/commands.ts';
import { putReply, useAsk, useReply } from '../../state/replies.ts';
import { type FormFilter, go, useRouteOf } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Empty } from '../../widgets/empty.tsx';
import { FindField } from '../../widgets/field.tsx';
import { Head, StatusBar } from '../../widgets/head.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { PlainTable } from '../../widgets/plain-table.tsx';
import { Segmented } from '../../widgets/segmented.tsx';
import { Divider, Tally } from '../../widgets/tally.tsx';
import { useWords } from '../../words/use-words.tsx';
import { formColumns } from './form-columns.tsx';
import { FormDetailsPane } from './form-details.tsx';
import { fits, formRowId, grouped, hasProblems, total } from './form-list.ts';
import { ListedDialog } from './listed-dialog.tsx';
import { NoForms } from './no-forms.tsx';
import { SourceHeading } from './source-heading.tsx';

/**
 * The Forms screen: what is on the server, what is here, what is readable. The user chooses forms and pulls
 * them.
 */
export function Forms(): ReactNode {
  const { t } = useWords();
  const overview = useReply('forms.list', {}, { keep: true });
  if (overview.state === 'loading') {
    return (
      <>
        <Head title={t('forms.title')} />
        <LoadingRows screen={t('forms.title')} />
      </>
    );
  }
  if (overview.state === 'refused') {
    return (
      <>
        <Head title={t('forms.title')} />
        <ProblemNotice problem={overview.problem} again={overview.again} />
      </>
    );
  }
  if (overview.value.sources.length === 0) return <NoForms />;
  return <FormTable overview={overview.value} />;
}

function FormTable({ overview }: { readonly overview: FormsOverview }): ReactNode {
  const words = useWords();
  const { t, when } = words;
  const route = useRouteOf('forms');
  const [text, setText] = useState('');
  const find = useRef<HTMLInputElement>(null);
  const filter: FormFilter = route.filter ?? 'all';
  const refresh = useAsk('forms.refresh');
  const chooseAsk = useAsk('forms.choose');
  const start = useAsk('pull.start');
  const pull = useReply('pull.status', {}, { keep: true }).value?.pull ?? null;
  const isPulling = pull !== null && pull.state !== 'ended';

  const { forms, once } = overview;
  const groups = grouped(overview, filter, text);
  const shown = groups.flatMap(({ rows }) => rows);
  const chosen = forms.filter(({ isChosen }) => isChosen);
  const selected = route.form === undefined ? null : formRowId(route.form);
  const sum = total(forms);
  const count = (one: FormFilter): number => forms.filter((row) => fits(row, one, '')).length;

  const choose = (rows: readonly FormRow[], isChosen: boolean): void => {
    const ids = new Set(rows.map(formRowId));
    putReply(
      'forms.list',
      {},
      {
        ...overview,
        forms: forms.map((row) => (ids.has(formRowId(row)) ? { ...row, isChosen } : row)),
      },
    );
    void chooseAsk.ask({ forms: rows.map(({ source, formId }) => ({ source, formId })), isChosen });
  };
  const startPull = async (): Promise<void> => {
    if ((await start.ask({ forms: null, full: false })) !== null) go({ screen: 'pull' });
  };
  const countAgain = async (source: string | null): Promise<void> => {
    const counted = await refresh.ask({ source });
    if (counted !== null) putReply('forms.list', {}, counted);
  };
  const whyNot = isPulling ? t('forms.pull.running') : chosen.length === 0 ? t('forms.pull.none') : null;
  useCommand('start-pull', whyNot === null ? () => void startPull() : null);
  useCommand('refresh', () => void countAgain(null));
  useCommand('find', () => find.current?.focus());
  useCommand('clear-filters', () => {
    setText('');
    go({ screen: 'forms' }, 'replace');
  });
  useCommand('add-file', () => go({ screen: 'keys', add: true }));

  const closeDetails = (): void => {
    // Moves the focus back to the row that opened the details.
    document.querySelector<HTMLElement>('tr[aria-selected="true"]')?.focus();
    const { form: _, ...rest } = route;
    go({ ...rest, screen: 'forms' }, 'replace');
  };
  const servers = overview.sources.filter(({ kind }) => kind !== 'folder').length;
  const folders = overview.sources.length - servers;
  const summary =
    folders === 0
      ? t('forms.summary.servers', { forms: forms.length, servers })
      : servers === 0
        ? t('forms.summary.folders', { forms: forms.length, folders })
        : t('forms.summary.both', { forms: forms.length, servers, folders });
  const problem = refresh.problem ?? start.problem;
  return (
    <>
      <Head title={t('forms.title')} sub={summary}>
        <Button
          kind="quiet"
          icon="rotate-cw"
          onPress={() => void countAgain(null)}
          disabled={refresh.isAsking ? t('forms.refreshing') : null}
        >
          {t('forms.refresh')}
        </Button>
        <Button kind="primary" icon="arrow-down-to-line" disabled={whyNot} onPress={() => void startPull()}>
          {t('forms.pull', { count: chosen.length })}
        </Button>
      </Head>
      <div className="bar">
        <FindField label={t('forms.find')} value={text} onChange={setText} inputRef={find} />
        <Segmented
          label={t('forms.show')}
          value={filter}
          onChange={(next) => go({ ...route, screen: 'forms', filter: next }, 'replace')}
          options={[
            { id: 'all', label: t('forms.filter.all', { count: forms.length }) },
            { id: 'to-pull', label: t('forms.filter.toPull', { count: count('to-pull') }) },
            {
              id: 'problems',
              label: t('forms.filter.problems', {
                count: forms.filter((row) => hasProblems(row.counts)).length,
              }),
            },
          ]}
        />
        <span className="grow" />
        <span className="secondary">
          {overview.countedAt === null
            ? t('forms.counted.never')
            : t('forms.counted', { time: when(overview.countedAt).toLocaleLowerCase(words.locale) })}
        </span>
      </div>
      {problem !== null && <ProblemNotice problem={problem} />}
      <div className={route.form === undefined ? 'whole' : 'split side-end forms-split'}>
        {shown.length === 0 && groups.length === 0 ? (
          <div className="content">
            <Empty
              title={text === '' ? t('forms.noMatch.filter') : t('forms.noMatch', { text })}
              actions={
                <Button
                  onPress={() => {
                    setText('');
                    go({ screen: 'forms' }, 'replace');
                  }}
                >
                  {t('common.clear')}
                </Button>
              }
            />
          </div>
        ) : (
          <PlainTable
            label={t('forms.title')}
            columns={formColumns(words, shown, selected, formRowId, choose)}
            groups={groups.map(({ source, rows }) => ({
              id: source.name,
              title: (
                <SourceHeading
                  source={source}
                  isEmpty={rows.length === 0}
                  again={() => void countAgain(source.name)}
                />
              ),
              rows,
            }))}
            rowId={formRowId}
            selected={selected}
            onSelect={({ source, formId }) =>
              go({ ...route, screen: 'forms', form: { source, formId } }, 'replace')
            }
            onOpen={({ formId }) => go({ screen: 'data', formId })}
            onClose={closeDetails}
            hasTotal
          />
        )}
        {route.form !== undefined && (
          <FormDetailsPane key={formRowId(route.form)} form={route.form} close={closeDetails} />
        )}
      </div>
      {route.listed !== undefined && (
        <ListedDialog
          form={route.listed}
          title={
            forms.find((row) => route.listed !== undefined && formRowId(row) === formRowId(route.listed))
              ?.title ?? route.listed.formId
          }
          close={() => history.back()}
        />
      )}
      <StatusBar>
        <Tally
          result={{
            count: sum.onServer ?? 0,
            word: 'forms.tally.onServers',
            onPress: () => go({ screen: 'forms' }),
          }}
          terms={[
            {
              count: once.here,
              word: 'forms.tally.here',
              onPress: () => go({ screen: 'data' }),
            },
            // Two servers, or a server and a folder, may have the same submission.
            ...(sum.here <= once.here
              ? []
              : [
                  {
                    count: sum.here - once.here,
                    word: 'forms.tally.again' as const,
                    onPress: () => go({ screen: 'forms' }),
                  },
                ]),
            {
              count: sum.toPull ?? 0,
              word: 'forms.tally.toPull',
              onPress: () => go({ screen: 'forms', filter: 'to-pull' }),
            },
            ...((sum.unlisted ?? 0) === 0
              ? []
              : [
                  {
                    count: sum.unlisted ?? 0,
                    word: 'forms.tally.unlisted' as const,
                    isLess: true as const,
                    onPress: () => go({ screen: 'forms' }),
                  },
                ]),
            ...(sum.onlyHere === (sum.unlisted ?? 0)
              ? []
              : [
                  {
                    count: sum.onlyHere - (sum.unlisted ?? 0),
                    word: 'forms.tally.deleted' as const,
                    isLess: true as const,
                    onPress: () => go({ screen: 'forms' }),
                  },
                ]),
          ]}
        />
        <Divider />
        <Tally
          result={{ count: once.here, word: 'forms.tally.here', onPress: () => go({ screen: 'data' }) }}
          terms={[
            { count: once.readable, word: 'forms.tally.readable', onPress: () => go({ screen: 'data' }) },
            {
              count: once.notReadable,
              word: 'forms.tally.notReadable',
              tone: 'bad',
              onPress: () => go({ screen: 'problems', bucket: 'not-readable' }),
            },
          ]}
        />
        <span className="end">{t('forms.chosen', { count: chosen.length, all: forms.length })}</span>
      </StatusBar>
    </>
  );
}
