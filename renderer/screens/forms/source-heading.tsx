import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { SourceSummary } from '../../../electron/ipc/forms.ts';
import { go } from '../../state/route.ts';
import { Link } from '../../widgets/button.tsx';
import { asksForCa, ChooseCa } from '../../widgets/choose-ca.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { TakeAs } from '../../widgets/take-as.tsx';
import { useWords } from '../../words/use-words.tsx';

/** The line over the forms of one server or folder. */
export function SourceHeading({
  source,
  isEmpty,
  again,
}: {
  readonly source: SourceSummary;
  readonly isEmpty: boolean;
  readonly again: () => void;
}): ReactNode {
  const words = useWords();
  const { t, since } = words;
  const kind =
    source.kind === 'folder'
      ? (words.maybe(`forms.source.layout.${source.layout ?? ''}`) ?? t('forms.source.folder'))
      : (words.maybe(`forms.source.${source.kind}`) ?? source.kind);
  return (
    <span className="row">
      <span className="group-icon">
        <Icon name={source.kind === 'folder' ? 'folder' : 'server'} />
      </span>
      <AriaButton className="count-link" onPress={() => go({ screen: 'servers', name: source.name })}>
        <b>
          <bdi>{source.name}</bdi>
        </b>
      </AriaButton>
      <span>
        {kind}
        {source.account !== null && (
          <>
            {' · '}
            <bdi>{source.account}</bdi>
          </>
        )}
      </span>
      {source.notReached !== null && (
        <>
          <StateMark icon={source.notReached.isAway ? 'wifi-off' : 'triangle-alert'} tone="warn">
            {t(source.notReached.isAway ? 'forms.source.notReached' : 'forms.source.notListed', {
              time: since(source.notReached.since),
            })}
          </StateMark>
          <span className="secondary cut">{words.problem(source.notReached.problem).sentence}</span>
          <Link onPress={again}>{t('common.tryAgain')}</Link>
          {asksForCa(source.notReached.problem) && <ChooseCa then={again} />}
          <TakeAs problem={source.notReached.problem} then={again} />
        </>
      )}
      {source.needsSignIn && (
        <Link onPress={() => go({ screen: 'servers', name: source.name })}>{t('forms.source.signIn')}</Link>
      )}
      {isEmpty && source.notReached === null && !source.needsSignIn && source.countedAt !== null && (
        <span className="dim">{t('forms.source.noForms', { server: source.name })}</span>
      )}
    </span>
  );
}
