import { type ReactNode, useState } from 'react';
import type { KeyRow } from '../../../electron/ipc/keys.ts';
import { ask } from '../../state/bridge.ts';
import { say } from '../../state/notices.ts';
import { putReply, useAsk } from '../../state/replies.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { Check } from '../../widgets/check.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { TextField } from '../../widgets/field.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { NumberCell } from '../../widgets/number-cell.tsx';
import { PlainTable } from '../../widgets/plain-table.tsx';
import { useWords } from '../../words/use-words.tsx';
import { forSession, type KeepChoice, KeepFields } from './keep-choice.tsx';
import { ProofMark } from './key-file.tsx';
import { keyFormat } from './key-format.ts';
import { KeyStateMark } from './key-state-mark.tsx';
import { UnlockKey } from './unlock-key.tsx';

type Asked = 'keep' | 'rename' | 'remove' | 'unlock' | null;

/** One key: its facts, how it is kept, what it decrypts, and its actions. */
export function KeyDetails({ row }: { readonly row: KeyRow }): ReactNode {
  const words = useWords();
  const { t, when, full } = words;
  const [asked, setAsked] = useState<Asked>(null);
  const copy = useAsk('keys.setHasCopy');
  const test = useAsk('keys.test');
  const close = (): void => setAsked(null);
  const copyPublic = async (): Promise<void> => {
    const { cell } = await ask('keys.publicKey', { fingerprint: row.fingerprint });
    await ask('app.copy', { text: cell });
    say(t('common.copied'));
  };
  const tryIt = async (): Promise<void> => {
    if ((await test.ask({ fingerprint: row.fingerprint })) !== null)
      say(t('keys.tested', { name: row.name }));
  };
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('keys.column.state'), <KeyStateMark key="state" state={row.state} />],
    [
      t('keys.fact.kept'),
      <span key="kept">
        {words.maybe(`keys.kept.${row.kept}`)}{' '}
        {row.state === 'open' && <Link onPress={() => setAsked('keep')}>{t('keys.change')}</Link>}
      </span>,
    ],
    ...(row.file === null
      ? []
      : ([
          [
            t('keys.fact.file'),
            <bdi key="file" dir="ltr">
              {row.file}
            </bdi>,
          ],
        ] as const)),
    [
      t('keys.fact.kind'),
      row.format === null
        ? t('keys.kind', { bits: String(row.bits) })
        : t('keys.fact.format', { format: keyFormat(words, row.format), bits: String(row.bits) }),
    ],
    [
      t('keys.fact.fingerprint'),
      <bdi key="fingerprint" className="mono" dir="ltr">
        {row.fingerprint}
      </bdi>,
    ],
    [
      t('keys.fact.tried'),
      row.lastTried === null ? (
        t('common.never')
      ) : (
        <span key="tried" title={full(row.lastTried)}>
          {when(row.lastTried)}
        </span>
      ),
    ],
  ];
  return (
    <div className="split keys-split">
      <div className="side keys-facts stack">
        <h2 className="heading">
          <bdi>{row.name}</bdi>
        </h2>
        <dl className="facts">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <div className="row wraps">
          {row.state === 'locked' && <Button onPress={() => setAsked('unlock')}>{t('keys.unlock')}</Button>}
          {row.state === 'open' && (
            <Button icon="copy" onPress={() => void copyPublic()}>
              {t('keys.copyPublic')}
            </Button>
          )}
          {row.state === 'open' && <Button onPress={() => void tryIt()}>{t('keys.test')}</Button>}
          <Button onPress={() => setAsked('rename')}>{t('keys.rename')}</Button>
          <Button onPress={() => setAsked('remove')}>{t('keys.remove')}</Button>
        </div>
        {test.problem !== null && <ProblemText problem={test.problem} />}
        <div className="keys-lost">
          <p>
            <Icon name="triangle-alert" inText className="warn" /> {t('keys.lost')}
          </p>
          <Check
            isChecked={row.hasCopy}
            onChange={(hasCopy) =>
              void copy.ask({ fingerprint: row.fingerprint, hasCopy }).then((keys) => {
                if (keys !== null) putReply('keys.list', {}, keys);
              })
            }
          >
            {t('keys.hasCopy')}
          </Check>
        </div>
      </div>
      <div className="pane">
        <div className="pane-head row">
          <h2>{t('keys.opensForms')}</h2>
        </div>
        {row.opens.length === 0 ? (
          <p className="secondary pane-text">{t('keys.opensForms.none')}</p>
        ) : (
          <PlainTable
            label={t('keys.opensForms')}
            groups={[{ id: 'all', title: null, rows: row.opens }]}
            rowId={({ source, formId }) => JSON.stringify([source, formId])}
            columns={[
              { id: 'form', title: t('keys.column.form'), cell: ({ title }) => <bdi>{title}</bdi> },
              {
                id: 'source',
                title: t('keys.column.source'),
                width: 176,
                isOnlyWide: true,
                cell: ({ source }) => <bdi className="secondary">{source}</bdi>,
              },
              {
                id: 'opened',
                title: t('keys.column.submissions'),
                width: 88,
                isNumber: true,
                cell: ({ opened }) => words.number(opened),
              },
              {
                id: 'waiting',
                title: t('keys.column.waiting'),
                width: 120,
                isNumber: true,
                cell: ({ fits, waiting }) =>
                  fits > 0 ? (
                    t('keys.waits.of', { fits, waiting })
                  ) : (
                    <NumberCell count={waiting} tone="bad" />
                  ),
              },
              {
                id: 'proof',
                title: t('keys.column.proof'),
                width: 188,
                cell: (form) => <ProofMark form={form} />,
              },
            ]}
          />
        )}
      </div>
      {asked === 'keep' && <ChangeKept row={row} close={close} />}
      {asked === 'rename' && <Rename row={row} close={close} />}
      {asked === 'remove' && <Remove row={row} close={close} />}
      {asked === 'unlock' && <UnlockKey row={row} close={close} />}
    </div>
  );
}

interface AskedProps {
  readonly row: KeyRow;
  readonly close: () => void;
}

function ChangeKept({ row, close }: AskedProps): ReactNode {
  const { t } = useWords();
  const [choice, setChoice] = useState<KeepChoice>(
    row.kept === 'keychain' ? { kind: 'keychain', kept: { kind: 'keychain' } } : forSession,
  );
  const set = useAsk('keys.setKept');
  const save = async (): Promise<void> => {
    if (choice.kept === null) return;
    const keys = await set.ask({ fingerprint: row.fingerprint, kept: choice.kept });
    if (keys === null) return;
    putReply('keys.list', {}, keys);
    close();
  };
  return (
    <Dialog
      title={t('keys.add.keep')}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button
            kind="primary"
            disabled={choice.kept === null ? t('keys.add.keep.short') : null}
            onPress={() => void save()}
          >
            {t('common.save')}
          </Button>
        </>
      }
    >
      <KeepFields choice={choice} onChange={setChoice} />
      {set.problem !== null && <ProblemText problem={set.problem} />}
    </Dialog>
  );
}

function Rename({ row, close }: AskedProps): ReactNode {
  const { t } = useWords();
  const [name, setName] = useState(row.name);
  const rename = useAsk('keys.rename');
  const save = async (): Promise<void> => {
    if (name.trim() === '') return;
    const keys = await rename.ask({ fingerprint: row.fingerprint, name });
    if (keys === null) return;
    putReply('keys.list', {}, keys);
    close();
  };
  return (
    <Dialog
      title={t('keys.rename')}
      onClose={close}
      buttons={
        <>
          <Button onPress={close}>{t('common.cancel')}</Button>
          <Button kind="primary" onPress={() => void save()}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <TextField
        isStacked
        autoFocus
        label={t('keys.rename.label')}
        value={name}
        onChange={setName}
        onEnter={() => void save()}
      />
      {rename.problem !== null && <ProblemText problem={rename.problem} />}
    </Dialog>
  );
}

function Remove({ row, close }: AskedProps): ReactNode {
  const { t } = useWords();
  const remove = useAsk('keys.remove');
  const submissions = row.opens.reduce((sum, form) => sum + form.opened, 0);
  const confirm = async (): Promise<void> => {
    const keys = await remove.ask({ fingerprint: row.fingerprint });
    if (keys === null) return;
    putReply('keys.list', {}, keys);
    close();
  };
  return (
    <Dialog
      title={t('keys.remove.title', { name: row.name })}
      role="alertdialog"
      onClose={close}
      buttons={
        <>
          <Button autoFocus onPress={close}>
            {t('common.cancel')}
          </Button>
          <Button kind="danger" onPress={() => void confirm()}>
            {t('keys.remove.action')}
          </Button>
        </>
      }
    >
      <p>{t('keys.remove.text', { submissions })}</p>
      {remove.problem !== null && <ProblemText problem={remove.problem} />}
    </Dialog>
  );
}
