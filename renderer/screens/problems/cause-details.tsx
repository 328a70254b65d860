import type { ReactNode } from 'react';
import type { AskedKey } from '../../../electron/ipc/keys.ts';
import type { ProblemGroup, TriedAgain } from '../../../electron/ipc/problems.ts';
import { useReply } from '../../state/replies.ts';
import { go } from '../../state/route.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { Icon, type IconName } from '../../widgets/icon.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { groupIcon, type ShownGroup } from './group-list.ts';
import { headingOf, isAboutKeys, sentenceOf, shortFingerprint } from './group-words.ts';
import { triedText, triedTone } from './tried-words.ts';
import { useCauseActions } from './use-cause-actions.ts';

const actionIcons: Readonly<Partial<Record<ProblemGroup['action'], IconName>>> = {
  'add-key': 'file-key',
  unlock: 'lock-open',
  retry: 'rotate-cw',
  'download-again': 'arrow-down-to-line',
  'look-again': 'rotate-cw',
  show: 'table-2',
};

const triedIcons = { ok: 'circle-check', warn: 'clock', bad: 'circle-x' } as const;

/** One cause: what is wrong, where, what to do, and the buttons for it. */
export function CauseDetails({
  shown,
  trying,
  tried,
}: {
  readonly shown: ShownGroup;
  /** The group that is being retried. */
  readonly trying: string | null;
  /** The result of this group's last retry. */
  readonly tried: TriedAgain | null;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const { group, isFixed } = shown;
  const actions = useCauseActions(group);
  const isTrying = trying === group.id;
  const tone = isFixed ? 'ok' : group.bucket === 'warning' ? 'warn' : 'bad';
  const isListAction = group.action === 'export-list';
  return (
    <div className="cause-details">
      <div className="row">
        <Icon name={isFixed ? 'circle-check' : groupIcon(group)} className={tone} />
        <h2 className="heading grow">{headingOf(words, group)}</h2>
        <bdi className="mono dim">{group.problem.code}</bdi>
      </div>
      <p className="text">{isFixed ? t('problems.fixed.text') : sentenceOf(words, group)}</p>
      <Facts group={group} isFixed={isFixed} />
      {!isFixed && (
        <div className="row cause-actions">
          {group.action !== 'none' && !isListAction && (
            <Button
              kind="primary"
              icon={actionIcons[group.action]}
              disabled={actions.isAsking || isTrying ? t('problems.trying') : null}
              onPress={() => void actions.help()}
            >
              {t(`problems.action.${group.action}`, { count: group.count })}
            </Button>
          )}
          {actions.show !== null && group.action !== 'show' && (
            <Button icon="table-2" onPress={actions.show}>
              {t('problems.action.show')}
            </Button>
          )}
          <Button kind={isListAction ? 'primary' : 'normal'} onPress={() => void actions.exportList()}>
            {t('problems.exportList')}
          </Button>
          <Button kind="quiet" icon="copy" onPress={() => void actions.copyText()}>
            {t('problems.copyText')}
          </Button>
        </div>
      )}
      {isTrying ? (
        <Trying />
      ) : (
        tried !== null && (
          <p className="cause-result" role="status">
            <Icon name={triedIcons[triedTone(tried)]} inText className={triedTone(tried)} />{' '}
            {triedText(words, tried, group.problem.code)}{' '}
            <Link onPress={() => go({ screen: 'pull', report: tried.pullId })}>
              {t('problems.retry.show')}
            </Link>
          </p>
        )
      )}
      {actions.problem !== null && <ProblemNotice problem={actions.problem} />}
    </div>
  );
}

/** Says that a group is being retried, or that its server does not respond. */
function Trying(): ReactNode {
  const { t } = useWords();
  const isOffline = useReply('pull.status', {}, { keep: true }).value?.pull?.state === 'offline';
  return (
    <p className="cause-result" role="status">
      <Icon name={isOffline ? 'wifi-off' : 'loader'} inText className={isOffline ? 'warn' : ''} />{' '}
      {t(isOffline ? 'problems.trying.offline' : 'problems.trying')}{' '}
      <Link onPress={() => go({ screen: 'pull' })}>{t('problems.retry.show')}</Link>
    </p>
  );
}

function Facts({ group, isFixed }: { readonly group: ProblemGroup; readonly isFixed: boolean }): ReactNode {
  const words = useWords();
  const { t, stamp } = words;
  const { first, last } = group;
  const isKeyNamed = isAboutKeys(group.problem.code);
  const versions = group.versions.filter((version) => version !== '');
  const received =
    first === null || last === null
      ? null
      : stamp(first, 'date') === stamp(last, 'date')
        ? t('problems.fact.received.one', { first: stamp(first, 'date') })
        : t('problems.fact.received.between', { first: stamp(first, 'date'), last: stamp(last, 'date') });
  return (
    <dl className="facts cause-facts">
      <Fact name={t('problems.fact.form')}>
        <bdi>{group.formTitle}</bdi>
      </Fact>
      <Fact name={t('problems.fact.where')}>
        <bdi>
          {group.folder === null
            ? group.form.source
            : t('problems.fact.where.folder', { path: group.folder })}
        </bdi>
      </Fact>
      {received !== null && <Fact name={t('problems.fact.received')}>{received}</Fact>}
      {isKeyNamed && versions.length > 0 && (
        <Fact name={t('problems.fact.versions', { count: versions.length })}>
          <bdi>{versions.join(', ')}</bdi>
        </Fact>
      )}
      {isKeyNamed && (
        <Fact name={t('problems.fact.asksFor')}>
          <AskedFor asksFor={group.asksFor} />
        </Fact>
      )}
      {isKeyNamed && (
        <Fact name={t('problems.fact.keysTried')}>
          {t('problems.fact.keysTried.count', { count: group.keysTried })}
        </Fact>
      )}
      {!isFixed && <Fact name={t('common.whatToDo')}>{words.problem(group.problem).action}</Fact>}
    </dl>
  );
}

/** The key that this form version asks for. Its name where that key is here. */
function AskedFor({ asksFor }: { readonly asksFor: AskedKey | null }): ReactNode {
  const { t } = useWords();
  if (asksFor === null) return t('problems.fact.asksFor.unknown');
  const { fingerprint, name, state } = asksFor;
  if (state === 'open') {
    return t('problems.fact.asksFor.open', { key: name ?? shortFingerprint(fingerprint) });
  }
  return (
    <>
      {name !== null && <bdi className="strong">{name} </bdi>}
      <bdi className="mono" title={fingerprint}>
        SHA-256 {shortFingerprint(fingerprint)}
      </bdi>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
