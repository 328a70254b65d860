import { type ReactNode, useDeferredValue } from 'react';
import { useWords } from '../words/use-words.tsx';
import { Head } from './head.tsx';

/** Grey bars in place of rows while a screen loads. They do not move. */
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

/** A screen whose content is loading: its title and the bars. */
export function LoadingScreen({ title }: { readonly title: string }): ReactNode {
  return (
    <>
      <Head title={title} />
      <LoadingRows screen={title} />
    </>
  );
}

/**
 * False when a large screen first renders, true in the next render. The title appears at once after the
 * click. The rest follows without delaying the next key or click.
 */
export function useIsBegun(): boolean {
  return useDeferredValue(true, false);
}
