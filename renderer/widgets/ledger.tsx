import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from '../words/use-words.tsx';

export interface LedgerLine {
  readonly label: string;
  /** A reason in small letters. */
  readonly why?: string;
  readonly count: number;
  readonly onPress?: () => void;
  readonly tone?: 'bad' | 'warn';
  /** Subtracted from the lines above, not added. */
  readonly isLess?: boolean;
}

export interface LedgerSum {
  readonly lines: readonly LedgerLine[];
  readonly result: LedgerLine;
}

const signs = { '+': 'common.plus', '−': 'common.minus', '=': 'common.equals' } as const;

/** Sums as on paper: terms, a rule, the result. Up to four side by side. */
export function Ledger({ sums }: { readonly sums: readonly LedgerSum[] }): ReactNode {
  return (
    <div className="ledger">
      {sums.map((sum) => (
        // Two sums may have the same result label. Their lines distinguish them.
        <dl className="sum" key={[...sum.lines, sum.result].map(({ label }) => label).join('|')}>
          {sum.lines.map((line, i) => (
            <Line key={line.label} line={line} sign={i === 0 ? '' : line.isLess === true ? '−' : '+'} />
          ))}
          <Line line={sum.result} sign="=" isResult />
        </dl>
      ))}
    </div>
  );
}

function Line({
  line,
  sign,
  isResult = false,
}: {
  readonly line: LedgerLine;
  readonly sign: '' | '+' | '−' | '=';
  readonly isResult?: boolean;
}): ReactNode {
  const { number, t } = useWords();
  const tone = line.count > 0 ? (line.tone ?? '') : '';
  return (
    <div className={`line ${isResult ? 'result' : ''}`}>
      <dt>
        {line.label}
        {line.why !== undefined && <span className="why">{line.why}</span>}
      </dt>
      <dd className={tone}>
        <span className="op" aria-hidden="true">
          {sign}
        </span>
        {sign !== '' && <span className="hidden">{t(signs[sign])}</span>}
        {line.onPress === undefined ? (
          <span className="term">{number(line.count)}</span>
        ) : (
          <Button
            className={`term ${tone}`}
            onPress={line.onPress}
            aria-label={`${number(line.count)} ${line.label}`}
          >
            {number(line.count)}
          </Button>
        )}
      </dd>
    </div>
  );
}
