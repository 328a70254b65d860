import { Component, type ReactNode } from 'react';
import { Button } from '../widgets/button.tsx';
import { Notice } from '../widgets/notice.tsx';
import { useWords } from '../words/use-words.tsx';

/** Keeps a screen that fails from taking the window with it. */
export class ScreenFailure extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <Failed again={() => this.setState({ failed: false })} />;
  }
}

function Failed({ again }: { readonly again: () => void }): ReactNode {
  const { t } = useWords();
  return (
    <Notice
      tone="bad"
      title={t('frame.failed')}
      action={<Button onPress={again}>{t('common.tryAgain')}</Button>}
    >
      {t('frame.failed.detail')}
    </Notice>
  );
}
