import { Fragment, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from '../words/use-words.tsx';
import type { WordId } from '../words/words.ts';

export interface Term {
  readonly count: number;
  /** A message with `{count, plural, ...}` and `<n>#</n>` around its number. */
  readonly word: WordId;
  readonly onPress: () => void;
  readonly tone?: 'bad' | 'warn';
  /** Subtracted, not added. */
  readonly isLess?: true;
}

/**
 * An equation whose every term can be clicked: `result = terms[0] + terms[1] − terms[2] …`. Terms of 0 are left out, but
 * for two.
 */
export function Tally({
  result,
  terms,
}: {
  readonly result: Term;
  readonly terms: readonly Term[];
}): ReactNode {
  const { t } = useWords();
  const shown = terms.length <= 2 ? terms : terms.filter(({ count }, i) => count > 0 || i === 0);
  return (
    <ul className="tally">
      <li>
        <TermButton {...result} />
      </li>
      {shown.map((term, i) => (
        <Fragment key={term.word}>
          <li className="op">
            <span aria-hidden="true">{i === 0 ? '=' : term.isLess === true ? '−' : '+'}</span>
            <span className="hidden">
              {t(i === 0 ? 'common.equals' : term.isLess === true ? 'common.minus' : 'common.plus')}
            </span>
          </li>
          <li>
            <TermButton {...term} />
          </li>
        </Fragment>
      ))}
    </ul>
  );
}

function TermButton({ count, word, onPress, tone }: Term): ReactNode {
  const { rich } = useWords();
  return (
    <Button className={`term ${count > 0 ? (tone ?? '') : ''}`} onPress={onPress}>
      <bdi>{rich(word, { count, n: (parts) => <b key="n">{parts}</b> })}</bdi>
    </Button>
  );
}

/** A line between two tallies. */
export function Divider(): ReactNode {
  return <span className="divider" aria-hidden="true" />;
}
