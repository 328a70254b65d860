import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from '../words/use-words.tsx';

/**
 * A number in a table. 0 is pale. A count with details is a button with a full name. Null is unknown, and
 * empty unless `unknown` says why.
 */
export function NumberCell({
  count,
  unknown,
  tone,
  onPress,
  label,
}: {
  readonly count: number | null;
  readonly unknown?: string;
  readonly tone?: 'bad' | 'warn' | 'accent';
  readonly onPress?: () => void;
  /** "12 not readable in Household health 2026". */
  readonly label?: string;
}): ReactNode {
  const { number, t } = useWords();
  if (count === null && unknown !== undefined) return <span className="zero">{unknown}</span>;
  if (count === null) {
    return (
      <span className="zero" title={t('common.notKnown')}>
        –
      </span>
    );
  }
  if (count === 0) return <span className="zero">{number(0)}</span>;
  if (onPress === undefined) return <span className={tone}>{number(count)}</span>;
  return (
    <Button className={`count-link ${tone ?? ''}`} aria-label={label} onPress={onPress}>
      {number(count)}
    </Button>
  );
}
