import type { ReactNode } from 'react';

/**
 * Done, in trouble, and the rest. Takes counts and the sentence that a screen reader says ("409 of 578 stored, 5 with
 * problems"); the numbers stand beside it as text too.
 */
export function ProgressBar({
  done,
  trouble,
  total,
  label,
  text,
  isWhole = false,
}: {
  readonly done: number;
  readonly trouble: number;
  readonly total: number;
  readonly label: string;
  readonly text: string;
  readonly isWhole?: boolean;
}): ReactNode {
  const share = (count: number): string => `${total === 0 ? 0 : (100 * count) / total}%`;
  return (
    <div
      className={`progress ${isWhole ? 'whole' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done + trouble}
      aria-valuetext={text}
    >
      {done > 0 && <i style={{ width: share(done) }} />}
      {trouble > 0 && <i className="trouble" style={{ width: share(trouble) }} />}
    </div>
  );
}
