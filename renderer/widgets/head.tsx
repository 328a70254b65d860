import type { ReactNode } from 'react';

/** The head of a screen: its name, one line of summary, and at the end its buttons, the primary one last. */
export function Head({
  title,
  sub,
  beside,
  children,
}: {
  readonly title: string;
  readonly sub?: ReactNode;
  /** Controls after the name. */
  readonly beside?: ReactNode;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="head" data-region="head">
      <h1 tabIndex={-1}>{title}</h1>
      {sub !== undefined && <span className="sub cut">{sub}</span>}
      {beside}
      <span className="grow" />
      {children}
    </div>
  );
}

/** The line at the foot of a screen: a tally, then facts. */
export function StatusBar({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="status" role="status" aria-live="off" data-region="status">
      {children}
    </div>
  );
}
