import type { ReactNode } from 'react';
import { useWords } from '../words/use-words.tsx';

/** Rows as still bars while a screen is loading: nothing turns, nothing jumps. */
export function LoadingRows({
  screen,
  rows = 8,
}: {
  readonly screen: string;
  readonly rows?: number;
}): ReactNode {
  const { t } = useWords();
  return (
    <div className="loading" role="status">
      <span className="hidden">{t('common.loading', { screen })}</span>
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all the same and never move.
        <div key={i} className="loading-row" aria-hidden="true">
          <span className="still" />
        </div>
      ))}
    </div>
  );
}
