import type { Words } from '../../words/use-words.tsx';

/** "about 2 minutes left": the words say that it is an estimate. */
export function timeLeft({ t }: Words, seconds: number): string {
  const minutes = seconds < 60 ? 0 : Math.round(seconds / 60);
  return minutes < 90
    ? t('pull.left', { minutes })
    : t('pull.left.hours', { hours: Math.round(minutes / 60) });
}

/** "2 min", for a narrow column. */
export function shortTimeLeft({ t }: Words, seconds: number): string {
  return t('pull.left.short', { minutes: seconds < 60 ? 0 : Math.round(seconds / 60) });
}
