import type { ReactNode } from 'react';

/**
 * A bar with three parts: done, with problems, and the rest. Takes counts and the sentence for screen readers
 * ("409 of 578 stored, 5 with problems"). The numbers are also beside the bar as text.
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
