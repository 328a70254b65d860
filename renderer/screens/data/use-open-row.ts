import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { TableView } from '../../../electron/ipc/data.ts';
import { ask } from '../../state/bridge.ts';
import type { Pages } from '../../widgets/data-grid/page-cache.ts';

/** The submission whose sheet is open beside the table, and its row; null while the row is not known. */
export interface OpenRow {
  readonly submissionId: number;
  readonly index: number | null;
}

export interface OpenRows {
  readonly open: OpenRow | null;
  /** The row to scroll to. Each request is a new object. */
  readonly goTo: { readonly index: number } | null;
  readonly scrollTo: (index: number) => void;
  readonly openAt: (index: number) => void;
  /** Opens the next submission, or the one before. */
  readonly move: (step: 1 | -1) => void;
  /** Opens a submission, even if it has no row in the table. */
  readonly show: (submissionId: number) => void;
  /** Closes the sheet without moving the focus. */
  readonly drop: () => void;
  /** Closes the sheet and moves the focus back to the table. */
  readonly close: () => void;
}

/** Which row of a table is open as a sheet. Takes the submission that is open at first, and whether the table is here. */
export function useOpenRow(
  pages: Pages,
  view: TableView,
  first: number | undefined,
  isHere: boolean,
): OpenRows {
  const [open, setOpen] = useState<OpenRow | null>(
    first === undefined ? null : { index: null, submissionId: first },
  );
  const [wanted, setWanted] = useState<number | null>(null);
  const [goTo, setGoTo] = useState<{ readonly index: number } | null>(null);

  const openAt = (index: number): void => {
    const row = pages.row(index);
    // The page of this row is still loading. The row opens when it arrives.
    setWanted(row === null ? index : null);
    if (row === null) pages.see(index, index);
    else setOpen({ index, submissionId: row.submissionId });
  };
  const isWantedHere = wanted !== null && pages.row(wanted) !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a row that has come opens.
  useEffect(() => {
    if (wanted !== null && isWantedHere) openAt(wanted);
  }, [isWantedHere]);

  const move = (step: 1 | -1): void => {
    const from = wanted ?? open?.index ?? null;
    if (from === null || open === null) return;
    let next = from + step;
    // Several rows of a repeat may belong to one submission. Go on to the next submission.
    while (pages.row(next)?.submissionId === open.submissionId) next += step;
    if (next < 0 || next >= (pages.total ?? 0)) return;
    openAt(next);
    setGoTo({ index: next });
  };
  const show = (submissionId: number): void => {
    setWanted(null);
    setOpen({ index: null, submissionId });
  };
  const drop = (): void => {
    setOpen(null);
    setWanted(null);
  };
  const close = (): void => {
    if (open === null) return;
    // In a small window the table stays hidden until the sheet is closed.
    flushSync(drop);
    document.querySelector<HTMLElement>('.grid')?.focus();
  };

  // Another screen opened this sheet. Look its row up, so that the user can step to the next one.
  const unplaced = open?.index === null && isHere ? open.submissionId : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked up once for each such sheet.
  useEffect(() => {
    if (unplaced === null) return;
    void ask('data.find', { view, submissionId: unplaced })
      .then(({ index }) => {
        if (index === null) return;
        setOpen((now) => (now?.submissionId === unplaced ? { ...now, index } : now));
        setGoTo({ index });
      })
      // The sheet is shown even if its row is unknown.
      .catch(() => undefined);
  }, [unplaced]);

  return { open, goTo, scrollTo: (index) => setGoTo({ index }), openAt, move, show, drop, close };
}
