import type { ReactNode } from 'react';
import type { SourceRow } from '../../../electron/ipc/servers.ts';
import { useDraft } from '../../state/drafts.ts';
import { useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { useWords } from '../../words/use-words.tsx';
import {
  draftName,
  draftOf,
  foundBy,
  learnt,
  nothingTyped,
  type Typed,
  testedPart,
  typedOf,
} from './server-draft.ts';
import { ServerFields } from './server-fields.tsx';
import { TestLines, useTestLines } from './test-lines.tsx';

/** Adds or changes a server: its fields at the start, its test beside them. */
export function ServerForm({
  row,
  onSaved,
  children,
}: {
  /** null adds a new one. */
  readonly row: SourceRow | null;
  readonly onSaved: (row: SourceRow) => void;
  readonly children?: ReactNode;
}): ReactNode {
  const { t } = useWords();
  const [typed, setTyped, endTyped] = useDraft(draftName(row?.name ?? null), () =>
    row === null ? nothingTyped : typedOf(row),
  );
  const { linesOf, isBegun, begin, show } = useTestLines();
  const test = useAsk('servers.test');
  const add = useAsk('servers.add');
  const change = useAsk('servers.change');
  const isKnown = row?.isSignedIn === true || row?.isRemembered === true;
  const draft = draftOf(typed, isKnown);
  const missing = draft === null ? t('servers.empty.text') : null;
  const problem = test.problem ?? add.problem ?? change.problem;
  const tryThis = async (one: Typed): Promise<void> => {
    const trying = draftOf(one, isKnown);
    if (trying === null) return;
    const testId = begin(one);
    const result = await test.ask({
      testId,
      server: { draft: trying, instead: row?.name ?? null },
    });
    if (result === null) return;
    show(testId, result, foundBy(one, result));
    setTyped((now) => learnt(now, one, result));
  };
  const tryIt = (): Promise<void> => tryThis(typed);
  /** Sets the kind that was found and tests again. A server that is already added is changed at once. */
  const takeAs = async (kind: Typed['kind']): Promise<void> => {
    const other: Typed = { ...typed, kind, isKindChosen: true, kindFrom: 'test' };
    setTyped(other);
    const changed = draftOf(other, isKnown);
    if (row !== null && changed !== null) await change.ask({ name: row.name, draft: changed });
    await tryThis(other);
  };
  const save = async (): Promise<void> => {
    if (draft === null) return;
    const saved = row === null ? await add.ask(draft) : await change.ask({ name: row.name, draft });
    if (saved === null) return;
    setTyped((now) => ({ ...now, secret: '' }));
    endTyped();
    onSaved(saved);
  };
  // A test result from before the kind, address or login changed says nothing about the current fields.
  const isAsKept = row !== null && testedPart(typed) === testedPart(typedOf(row));
  const shown = linesOf(typed) ?? (isAsKept && !isBegun ? (row.lastTest?.lines ?? []) : []);
  const isChanged = isBegun || (row !== null && row.lastTest !== null && !isAsKept);
  return (
    <div className="split servers-split">
      <div className="side servers-fields stack">
        <h2 className="heading">
          <bdi>
            {row === null ? t('servers.form.addTitle') : t('servers.form.changeTitle', { name: row.name })}
          </bdi>
        </h2>
        <ServerFields typed={typed} onChange={setTyped} isKnown={isKnown} onEnter={() => void tryIt()} />
        <div className="row wraps">
          <Button disabled={missing} onPress={() => void tryIt()}>
            {t('servers.form.test')}
          </Button>
          <Button kind={row === null ? 'primary' : 'normal'} disabled={missing} onPress={() => void save()}>
            {t(row === null ? 'servers.form.add' : 'servers.form.save')}
          </Button>
          {children}
        </div>
        {problem !== null && <ProblemText problem={problem} />}
      </div>
      <div className="pane servers-test">
        <h2>{t('servers.test.title')}</h2>
        {shown.length === 0 && !test.isAsking ? (
          <p className="secondary">{t(isChanged ? 'servers.test.changed' : 'servers.test.none')}</p>
        ) : (
          <TestLines
            lines={shown}
            again={() => void tryIt()}
            taken={typed.kind}
            takeAs={(kind) => void takeAs(kind)}
          />
        )}
      </div>
    </div>
  );
}
