import type { ReactNode } from 'react';
import type { KeyRow } from '../../../electron/ipc/keys.ts';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Icon and word: unlocked or locked. */
export function KeyStateMark({ state }: { readonly state: KeyRow['state'] }): ReactNode {
  const { t } = useWords();
  return state === 'open' ? (
    <StateMark icon="lock-open">{t('keys.state.open')}</StateMark>
  ) : (
    <StateMark icon="lock" tone="secondary">
      {t('keys.state.locked')}
    </StateMark>
  );
}
