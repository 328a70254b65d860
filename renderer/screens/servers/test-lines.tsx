import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { KindSetting, ServerKind } from '../../../electron/ipc/common.ts';
import type { TestLine, TestResult } from '../../../electron/ipc/servers.ts';
import { useServerKinds } from '../../state/server-kinds.ts';
import { Button } from '../../widgets/button.tsx';
import { asksForCa, ChooseCa } from '../../widgets/choose-ca.tsx';
import { Icon, type IconName } from '../../widgets/icon.tsx';
import { useWords, type Words } from '../../words/use-words.tsx';
import { type Check, checks } from './checks.ts';
import { otherKind } from './other-kind.ts';
import { type Typed, testedPart } from './server-draft.ts';

const looks: Readonly<Record<TestLine['state'], { readonly icon: IconName; readonly tone: string }>> = {
  ok: { icon: 'circle-check', tone: 'ok' },
  bad: { icon: 'circle-x', tone: 'bad' },
  warn: { icon: 'triangle-alert', tone: 'warn' },
  untested: { icon: 'circle-dashed', tone: 'dim' },
  working: { icon: 'loader', tone: '' },
};

/** Collects the lines of a test while it runs, by the id of the test. Remembers which fields were tested. */
export function useTestLines(): {
  /** The lines for the current fields; null when they were not tested, or changed since. */
  readonly linesOf: (typed: Typed) => readonly TestLine[] | null;
  /** True once a test was started here. */
  readonly isBegun: boolean;
  readonly begin: (typed: Typed) => string;
  /**
   * Takes the result of the test with that id, and the tested fields with the kind that it found. Ignores the
   * result when a newer test was started: its fields are out of date.
   */
  readonly show: (testId: string, result: TestResult, typed: Typed) => void;
} {
  const [testId, setTestId] = useState<string | null>(null);
  const newest = useRef<string | null>(null);
  const [tested, setTested] = useState<string | null>(null);
  const [lines, setLines] = useState<readonly TestLine[]>([]);
  useEffect(
    () =>
      window.attache.listen((event) => {
        if (event.type !== 'server-test' || event.testId !== testId) return;
        setLines((before) => [...before.filter(({ check }) => check !== event.line.check), event.line]);
      }),
    [testId],
  );
  return {
    linesOf: (typed) => (tested === testedPart(typed) ? lines : null),
    isBegun: tested !== null,
    begin: (typed) => {
      const id = crypto.randomUUID();
      newest.current = id;
      setTestId(id);
      setTested(testedPart(typed));
      setLines([]);
      return id;
    },
    show: (id, result, typed) => {
      if (newest.current !== id) return;
      setTested(testedPart(typed));
      setLines(result.lines);
    },
  };
}

/**
 * One line each for address, certificate, proxy, login and rights, in this order, and what to do where one
 * failed.
 */
export function TestLines({
  lines,
  again,
  taken,
  takeAs,
}: {
  readonly lines: readonly TestLine[];
  /** The kind that is set, and a function that sets the kind that the test found. */
  readonly taken?: KindSetting;
  readonly takeAs?: (kind: ServerKind) => void;
  /** Tests again after the user fixed the fault here. */
  readonly again?: () => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const failed = lines.find(({ state }) => state === 'bad');
  const kinds = useServerKinds();
  const kind = taken === undefined ? null : otherKind(lines, taken, kinds);
  return (
    <div aria-live="polite">
      <ul className="test-lines">
        {checks.map((check) => {
          const line = lines.find((one) => one.check === check);
          const { icon, tone } = looks[line?.state ?? 'untested'];
          return (
            <li key={check}>
              <Icon name={icon} className={tone} />
              <span>{checkName(words, check)}</span>
              <span className={`cut ${tone}`}>{line === undefined ? '' : lineText(words, line)}</span>
            </li>
          );
        })}
      </ul>
      {failed?.problem != null && (
        <div className="test-help">
          <p className="strong">{words.problem(failed.problem).sentence}</p>
          <p>
            {t('common.whatToDo')}: {words.problem(failed.problem).action}
          </p>
          {asksForCa(failed.problem) && (
            <p className="row">
              <ChooseCa then={again} />
            </p>
          )}
          {kind !== null && takeAs !== undefined && (
            <p className="row">
              <Button onPress={() => takeAs(kind)}>
                {t('servers.test.changeKind', { kind: words.maybe(`servers.kind.${kind}`) ?? kind })}
              </Button>
            </p>
          )}
        </div>
      )}
    </div>
  );
}

function checkName(words: Words, check: Check): string {
  return words.maybe(`servers.check.${check}`) ?? check;
}

function lineText(words: Words, line: TestLine): string {
  if (line.code === 'problem') return line.problem === null ? '' : words.problem(line.problem).sentence;
  // Not every server says whose token it is.
  if (line.code === 'login.accepted' && line.params.name == null)
    return words.t('servers.line.login.unnamed');
  const { date, kind, ...params } = line.params;
  return (
    words.maybe(`servers.line.${line.code}`, {
      ...params,
      ...(typeof kind === 'string' ? { kind: words.maybe(`servers.kind.${kind}`) ?? kind } : {}),
      ...(typeof date === 'string' ? { date: words.day(date.slice(0, 10)) } : {}),
    }) ?? line.code
  );
}
