import { type ReactNode, useEffect } from 'react';
import type { KeyRow, KeysOverview } from '../../../electron/ipc/keys.ts';
import { useApp } from '../../state/app-info.ts';
import { useCommand } from '../../state/commands.ts';
import { useDropped } from '../../state/dropped.ts';
import { useReply } from '../../state/replies.ts';
import { go, useRouteOf } from '../../state/route.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { Empty } from '../../widgets/empty.tsx';
import { Head, StatusBar } from '../../widgets/head.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { Notice, ProblemNotice } from '../../widgets/notice.tsx';
import { NumberCell } from '../../widgets/number-cell.tsx';
import { PlainTable } from '../../widgets/plain-table.tsx';
import { useWords } from '../../words/use-words.tsx';
import { AddKey } from './add-key.tsx';
import { GenerateKey } from './generate-key.tsx';
import { KeyDetails } from './key-details.tsx';
import { KeyStateMark } from './key-state-mark.tsx';

/** The Keys screen: all keys, what they decrypt, and whether they are unlocked. */
export function Keys(): ReactNode {
  const { t } = useWords();
  const route = useRouteOf('keys');
  const keys = useReply('keys.list', {}, { keep: true });
  const dropped = useDropped('key');
  const fingerprint = route.fingerprint;
  const show = (shown: string | undefined): void =>
    go({ screen: 'keys', ...(shown === undefined ? {} : { fingerprint: shown }) }, 'replace');
  const back = (): void => show(fingerprint);
  const add = (): void => go({ ...route, screen: 'keys', add: true }, 'replace');
  useCommand('add-file', add);
  const isDropped = dropped !== null;
  useEffect(() => {
    if (isDropped && route.add !== true) go({ ...route, screen: 'keys', add: true }, 'replace');
  }, [isDropped, route]);
  const { value } = keys;
  return (
    <>
      <Head
        title={t('keys.title')}
        sub={
          value !== undefined && value.keys.length > 0
            ? t('keys.summary', {
                all: value.keys.length,
                open: value.keys.filter(({ state }) => state === 'open').length,
              })
            : undefined
        }
      >
        <Button onPress={() => go({ ...route, screen: 'keys', generate: true }, 'replace')}>
          {t('keys.generate')}
        </Button>
        <Button kind="primary" icon="plus" onPress={add}>
          {t('keys.add')}
        </Button>
      </Head>
      <Notice tone="info">{t('keys.notice')}</Notice>
      {keys.state === 'loading' && <LoadingRows screen={t('keys.title')} />}
      {keys.state === 'refused' && <ProblemNotice problem={keys.problem} again={keys.again} />}
      {value !== undefined && (
        <KeyTable overview={value} selected={fingerprint ?? value.keys[0]?.fingerprint ?? null} />
      )}
      {value !== undefined && <KeysStatus overview={value} />}
      {route.add === true && <AddKey close={back} added={show} />}
      {route.generate === true && <GenerateKey close={back} />}
    </>
  );
}

function KeyTable({
  overview,
  selected,
}: {
  readonly overview: KeysOverview;
  readonly selected: string | null;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const shown = overview.keys.find(({ fingerprint }) => fingerprint === selected);
  if (overview.keys.length === 0) {
    return (
      <div className="content">
        <Empty title={t('keys.empty')}>{t('keys.empty.text')}</Empty>
      </div>
    );
  }
  return (
    <>
      <PlainTable<KeyRow>
        label={t('keys.title')}
        fits
        groups={[{ id: 'all', title: null, rows: overview.keys }]}
        rowId={({ fingerprint }) => fingerprint}
        selected={selected}
        onSelect={({ fingerprint }) => go({ screen: 'keys', fingerprint }, 'replace')}
        columns={[
          {
            id: 'name',
            title: t('keys.column.key'),
            cell: ({ name }) => <bdi className="strong">{name}</bdi>,
          },
          {
            id: 'state',
            title: t('keys.column.state'),
            width: 136,
            cell: ({ state }) => <KeyStateMark state={state} />,
          },
          {
            id: 'kind',
            title: t('keys.column.kind'),
            width: 84,
            cell: ({ bits }) => <span className="secondary">{t('keys.kind', { bits: String(bits) })}</span>,
          },
          {
            id: 'fingerprint',
            title: t('keys.column.fingerprint'),
            width: 148,
            isOnlyWide: true,
            cell: ({ fingerprint }) => (
              <bdi className="mono" dir="ltr">
                {fingerprint.slice(0, 16)}
              </bdi>
            ),
          },
          {
            id: 'kept',
            title: t('keys.column.kept'),
            width: 208,
            cell: ({ kept }) => <span className="secondary">{words.maybe(`keys.kept.${kept}`)}</span>,
          },
          {
            id: 'opens',
            title: t('keys.column.opens'),
            width: 112,
            cell: ({ opens }) => (
              <span className="secondary">{t('keys.opens', { count: opens.length })}</span>
            ),
          },
          {
            id: 'submissions',
            title: t('keys.column.submissions'),
            width: 112,
            isNumber: true,
            cell: ({ opens }) => <NumberCell count={opens.reduce((sum, form) => sum + form.opened, 0)} />,
          },
        ]}
      />
      {shown !== undefined && <KeyDetails key={shown.fingerprint} row={shown} />}
    </>
  );
}

function KeysStatus({ overview }: { readonly overview: KeysOverview }): ReactNode {
  const { t } = useWords();
  const { lock } = useApp().settings;
  // Without submissions that wait for a key, no key was tried.
  const lacking = overview.without.filter(({ submissions }) => submissions > 0).length;
  return (
    <StatusBar>
      {lacking > 0 && (
        <Link className="bad" onPress={() => go({ screen: 'forms', filter: 'problems' })}>
          {t('keys.without', { count: lacking })}
        </Link>
      )}
      <span className="end">
        {lock.idle === null ? t('keys.lockNever') : t('keys.lockWhen', { minutes: lock.idle })}
      </span>
    </StatusBar>
  );
}
