import { type ReactNode, useState } from 'react';
import type { SourceRow } from '../../../electron/ipc/servers.ts';
import { useAsk, useForget, useReply } from '../../state/replies.ts';
import { go, useRouteOf } from '../../state/route.ts';
import { Button } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { Empty } from '../../widgets/empty.tsx';
import { Head, StatusBar } from '../../widgets/head.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { LoadingRows } from '../../widgets/loading.tsx';
import { ProblemNotice, ProblemText } from '../../widgets/notice.tsx';
import { NumberCell } from '../../widgets/number-cell.tsx';
import { PlainTable } from '../../widgets/plain-table.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { ServerForm } from './server-form.tsx';
import { useAddFolder } from './use-add-folder.ts';
import { useCountSource } from './use-count-source.ts';

/** Where submissions come from: servers, folders and zips. */
export function Servers(): ReactNode {
  const { t } = useWords();
  const route = useRouteOf('servers');
  const servers = useReply('servers.list', {}, { keep: true });
  const counting = useCountSource();
  const show = (name: string): void => {
    counting.count(name);
    go({ screen: 'servers', name }, 'replace');
  };
  const add = useAddFolder((row) => show(row.name));
  const rows = servers.value ?? [];
  const folders = rows.filter(({ kind }) => kind === 'folder').length;
  const webServers = rows.length - folders;
  const chosen = rows.find(({ name }) => name === route.name) ?? (route.add === true ? undefined : rows[0]);
  const isAdding = route.add === true || (servers.state === 'there' && rows.length === 0);
  const summary =
    folders === 0
      ? t('servers.summary.servers', { servers: webServers })
      : webServers === 0
        ? t('servers.summary.folders', { folders })
        : t('servers.summary.both', { servers: webServers, folders });
  return (
    <>
      <Head title={t('servers.title')} sub={rows.length === 0 ? undefined : summary}>
        <Button onPress={() => void add.folder()}>{t('servers.addFolder')}</Button>
        <Button onPress={() => void add.zip()}>{t('servers.addZip')}</Button>
        <Button kind="primary" icon="plus" onPress={() => go({ screen: 'servers', add: true }, 'replace')}>
          {t('servers.add')}
        </Button>
      </Head>
      {add.asking.problem !== null && <ProblemNotice problem={add.asking.problem} />}
      {counting.problem !== null && <ProblemNotice problem={counting.problem} />}
      {servers.state === 'loading' && <LoadingRows screen={t('servers.title')} />}
      {servers.state === 'refused' && <ProblemNotice problem={servers.problem} again={servers.again} />}
      {rows.length > 0 && <ServerTable rows={rows} selected={isAdding ? null : (chosen?.name ?? null)} />}
      {servers.state === 'there' && rows.length === 0 && (
        <Empty title={t('servers.empty')}>{t('servers.empty.text')}</Empty>
      )}
      {isAdding ? (
        <ServerForm key="new" row={null} onSaved={({ name }) => show(name)} />
      ) : chosen === undefined ? null : chosen.kind === 'folder' ? (
        <FolderDetails key={chosen.name} row={chosen} />
      ) : (
        <ServerForm key={chosen.name} row={chosen} onSaved={({ name }) => show(name)}>
          <RemoveServer row={chosen} />
        </ServerForm>
      )}
      <StatusBar>{t('servers.status')}</StatusBar>
    </>
  );
}

function ServerTable({
  rows,
  selected,
}: {
  readonly rows: readonly SourceRow[];
  readonly selected: string | null;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  return (
    <PlainTable
      label={t('servers.title')}
      fits
      groups={[{ id: 'all', title: null, rows }]}
      rowId={({ name }) => name}
      selected={selected}
      onSelect={({ name }) => go({ screen: 'servers', name }, 'replace')}
      columns={[
        {
          id: 'name',
          title: t('servers.column.name'),
          cell: ({ name, kind }) => (
            <span className="row">
              <Icon name={kind === 'folder' ? 'folder' : 'server'} />
              <bdi className="strong cut">{name}</bdi>
            </span>
          ),
        },
        {
          id: 'kind',
          title: t('servers.column.kind'),
          width: 180,
          cell: ({ kind }) => <span className="secondary">{words.maybe(`servers.kind.${kind}`)}</span>,
        },
        {
          id: 'account',
          title: t('servers.column.account'),
          width: 176,
          isOnlyWide: true,
          cell: ({ account }) => <bdi className="secondary">{account}</bdi>,
        },
        { id: 'test', title: t('servers.column.test'), width: 220, cell: (row) => <LastTest row={row} /> },
        {
          id: 'forms',
          title: t('servers.column.forms'),
          width: 80,
          isNumber: true,
          cell: ({ forms }) => <NumberCell count={forms} />,
        },
        {
          id: 'submissions',
          title: t('servers.column.submissions'),
          width: 112,
          isNumber: true,
          cell: ({ submissions }) => <NumberCell count={submissions} />,
        },
      ]}
    />
  );
}

function LastTest({ row }: { readonly row: SourceRow }): ReactNode {
  const { t, when } = useWords();
  if (row.kind === 'folder') return null;
  const { lastTest, lastContact } = row;
  // The result of a later count or pull is newer than the test.
  if (lastContact !== null && (lastTest === null || lastContact.at > lastTest.at)) {
    const at = when(lastContact.at);
    return lastContact.outcome === 'reached' ? (
      <StateMark icon="circle-check" tone="ok">
        {t('servers.test.reached', { time: at })}
      </StateMark>
    ) : (
      <StateMark icon="circle-x" tone="bad">
        {t(lastContact.outcome === 'away' ? 'servers.test.notReached' : 'servers.test.bad', { time: at })}
      </StateMark>
    );
  }
  if (row.lastTest === null) {
    return (
      <StateMark icon="circle-dashed" tone="dim">
        {t('servers.test.never')}
      </StateMark>
    );
  }
  const time = when(row.lastTest.at);
  return row.lastTest.isGood ? (
    <StateMark icon="circle-check" tone="ok">
      {t('servers.test.good', { time })}
    </StateMark>
  ) : (
    <StateMark icon="circle-x" tone="bad">
      {t('servers.test.bad', { time })}
    </StateMark>
  );
}

function FolderDetails({ row }: { readonly row: SourceRow }): ReactNode {
  const { t } = useWords();
  return (
    <div className="folder-details stack">
      <h2 className="heading">
        <bdi>{row.name}</bdi>
      </h2>
      <dl className="facts">
        <div>
          <dt>{t('servers.folder.path')}</dt>
          <dd>
            <bdi dir="ltr">{row.address}</bdi>
          </dd>
        </div>
      </dl>
      {row.drafts !== null && <TakeDrafts name={row.name} drafts={row.drafts} />}
      <div className="row">
        <Button onPress={() => go({ screen: 'forms' })}>{t('servers.openForms')}</Button>
        <RemoveServer row={row} />
      </div>
    </div>
  );
}

/** Asks whether the next pulls also take drafts, which Collect keeps beside finalized submissions. */
function TakeDrafts({
  name,
  drafts,
}: {
  readonly name: string;
  readonly drafts: NonNullable<SourceRow['drafts']>;
}): ReactNode {
  const { t } = useWords();
  const change = useAsk('servers.takeDrafts');
  const forget = useForget();
  const take = async (isTaken: boolean): Promise<void> => {
    if ((await change.ask({ name, isTaken })) !== null) forget('servers.list', 'forms.list');
  };
  return (
    <>
      <Check isChecked={drafts.isTaken} onChange={(isTaken) => void take(isTaken)}>
        {t('servers.folder.drafts')}
      </Check>
      <p className="secondary">{t('servers.folder.drafts.text', { count: drafts.leftOut })}</p>
      {change.problem !== null && <ProblemText problem={change.problem} />}
    </>
  );
}

function RemoveServer({ row }: { readonly row: SourceRow }): ReactNode {
  const { t } = useWords();
  const [isAsked, setAsked] = useState(false);
  const remove = useAsk('servers.remove');
  const forget = useForget();
  const confirm = async (): Promise<void> => {
    if ((await remove.ask({ name: row.name })) === null && remove.problem !== null) return;
    setAsked(false);
    forget('servers.list', 'forms.list');
    go({ screen: 'servers' }, 'replace');
  };
  return (
    <>
      <Button onPress={() => setAsked(true)}>{t('servers.remove')}</Button>
      {isAsked && (
        <Dialog
          title={t('servers.remove.title', { name: row.name })}
          role="alertdialog"
          onClose={() => setAsked(false)}
          buttons={
            <>
              <Button autoFocus onPress={() => setAsked(false)}>
                {t('common.cancel')}
              </Button>
              <Button kind="danger" onPress={() => void confirm()}>
                {t('servers.remove.action')}
              </Button>
            </>
          }
        >
          <p>{t('servers.remove.text', { count: row.submissions })}</p>
          {remove.problem !== null && <ProblemText problem={remove.problem} />}
        </Dialog>
      )}
    </>
  );
}
