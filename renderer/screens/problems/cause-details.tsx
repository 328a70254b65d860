import type { ReactNode } from 'react';
import type { ProblemGroup } from '../../../electron/ipc/problems.ts';
import { Button } from '../../widgets/button.tsx';
import { Icon, type IconName } from '../../widgets/icon.tsx';
import { ProblemNotice } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import { groupIcon, type ShownGroup } from './group-list.ts';
import { headingOf, sentenceOf, shortFingerprint } from './group-words.ts';
import { useDeeds } from './use-deeds.ts';

const FOLDER = 'folder:';

const deedIcons: Readonly<Partial<Record<ProblemGroup['deed'], IconName>>> = {
  'add-key': 'file-key',
  unlock: 'lock-open',
  retry: 'rotate-cw',
  'download-again': 'arrow-down-to-line',
  'look-again': 'rotate-cw',
  show: 'table-2',
};

/** One cause: what is the matter, where, what to do, and the buttons that do it. */
export function CauseDetails({ shown }: { readonly shown: ShownGroup }): ReactNode {
  const words = useWords();
  const { t } = words;
  const { group, isFixed } = shown;
  const deeds = useDeeds(group);
  const tone = isFixed ? 'ok' : group.bucket === 'warning' ? 'warn' : 'bad';
  const isListDeed = group.deed === 'export-list';
  return (
    <div className="cause-details">
      <div className="row">
        <Icon name={isFixed ? 'circle-check' : groupIcon(group)} className={tone} />
        <h2 className="heading grow">{headingOf(words, group)}</h2>
        <bdi className="mono dim">{group.problem.code}</bdi>
      </div>
      <p className="text">{isFixed ? t('problems.fixed.text') : sentenceOf(words, group)}</p>
      <Facts group={group} />
      {!isFixed && (
        <div className="row cause-deeds">
          {group.deed !== 'none' && !isListDeed && (
            <Button
              kind="primary"
              icon={deedIcons[group.deed]}
              disabled={deeds.isAsking ? t('problems.retry.started', { count: group.count }) : null}
              onPress={() => void deeds.help()}
            >
              {t(`problems.deed.${group.deed}`, { count: group.count })}
            </Button>
          )}
          <Button kind={isListDeed ? 'primary' : 'normal'} onPress={() => void deeds.exportList()}>
            {t('problems.exportList')}
          </Button>
          <Button kind="quiet" icon="copy" onPress={() => void deeds.copyText()}>
            {t('problems.copyText')}
          </Button>
        </div>
      )}
      {deeds.problem !== null && <ProblemNotice problem={deeds.problem} />}
    </div>
  );
}

function Facts({ group }: { readonly group: ProblemGroup }): ReactNode {
  const words = useWords();
  const { t, stamp } = words;
  const { source } = group.form;
  const { first, last } = group;
  const isAboutKeys = group.asksFor !== null;
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
          {source.startsWith(FOLDER)
            ? t('problems.fact.where.folder', { path: source.slice(FOLDER.length) })
            : source}
        </bdi>
      </Fact>
      {received !== null && <Fact name={t('problems.fact.received')}>{received}</Fact>}
      {group.asksFor !== null && (
        <Fact name={t('problems.fact.asksFor')}>
          <bdi className="mono" title={group.asksFor}>
            SHA-256 {shortFingerprint(group.asksFor)}
          </bdi>
        </Fact>
      )}
      {isAboutKeys && (
        <Fact name={t('problems.fact.keysTried')}>
          {t('problems.fact.keysTried.count', { count: group.keysTried })}
        </Fact>
      )}
      <Fact name={t('common.whatToDo')}>{words.problem(group.problem).action}</Fact>
    </dl>
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
