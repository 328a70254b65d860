import type { ReactNode } from 'react';
import type { FormKeyState } from '../../../electron/ipc/forms.ts';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';

/** Icon and word for whether an available key decrypts a form. */
export function KeyState({ state }: { readonly state: FormKeyState }): ReactNode {
  const { t } = useWords();
  switch (state.kind) {
    case 'open':
      return (
        <StateMark icon="lock-open">
          <bdi>{state.name}</bdi>
          <span className="hidden">{t('forms.key.open')}</span>
        </StateMark>
      );
    case 'some':
      return (
        <StateMark icon="lock-open" tone="warn">
          <span title={state.name}>{t('forms.key.some', { count: state.waiting })}</span>
          <bdi className="hidden">{state.name}</bdi>
        </StateMark>
      );
    case 'locked':
      return (
        <StateMark icon="lock" tone="secondary">
          <bdi>{t('forms.key.locked', { name: state.name })}</bdi>
        </StateMark>
      );
    case 'none':
      return state.isTried ? (
        <StateMark icon="circle-alert" tone="bad">
          {t('forms.key.none')}
        </StateMark>
      ) : (
        <StateMark icon="circle-dashed" tone="secondary">
          {t('forms.key.untried')}
        </StateMark>
      );
    case 'server':
      return (
        <StateMark icon="circle-alert" tone="warn">
          {t('forms.key.server')}
        </StateMark>
      );
    case 'not-encrypted':
      return (
        <StateMark icon="minus" tone="secondary">
          {t('forms.key.notEncrypted')}
        </StateMark>
      );
    case 'unknown':
      return (
        <StateMark icon="circle-dashed" tone="dim">
          {t('forms.key.unknown')}
        </StateMark>
      );
  }
}
