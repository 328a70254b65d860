import { type ReactNode, useState } from 'react';
import { useDraft } from '../../state/drafts.ts';
import { useAsk, useReply } from '../../state/replies.ts';
import { Button, Link } from '../../widgets/button.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import {
  draftName,
  draftOf,
  foundBy,
  learnt,
  nothingTyped,
  type Typed,
  withFoundKind,
} from '../servers/server-draft.ts';
import { ServerFields } from '../servers/server-fields.tsx';
import { TestLines, useTestLines } from '../servers/test-lines.tsx';
import { useAddFolder } from '../servers/use-add-folder.ts';
import { useCountSource } from '../servers/use-count-source.ts';

/** The second step: a folder or a server. It signs in to the server and lists the forms at once. */
export function ServerStep(): ReactNode {
  const { t } = useWords();
  const rows = useReply('servers.list', {}, { keep: true }).value ?? [];
  const [isMore, setMore] = useState(false);
  const counting = useCountSource();
  const added = (name: string): void => {
    setMore(false);
    counting.count(name);
  };
  return (
    <div className="stack">
      {rows.map(({ name, forms }) => (
        <StateMark key={name} icon="circle-check" tone="ok">
          {t('firstRun.server.added', { name, forms })}
        </StateMark>
      ))}
      {counting.problem !== null && <ProblemText problem={counting.problem} />}
      {rows.length === 0 || isMore ? (
        <NewSource onAdded={added} />
      ) : (
        <div>
          <Link onPress={() => setMore(true)}>{t('firstRun.server.another')}</Link>
        </div>
      )}
    </div>
  );
}

function NewSource({ onAdded }: { readonly onAdded: (name: string) => void }): ReactNode {
  const { t } = useWords();
  const [typed, setTyped, endTyped] = useDraft(draftName(null), () => nothingTyped);
  const { linesOf, begin, show } = useTestLines();
  const test = useAsk('servers.test');
  const add = useAsk('servers.add');
  const folder = useAddFolder((row) => onAdded(row.name));
  const draft = draftOf(typed, false);
  const connectWith = async (one: Typed): Promise<void> => {
    const trying = draftOf(one, false);
    if (trying === null) return;
    const testId = begin(one);
    const result = await test.ask({ testId, server: { draft: trying, instead: null } });
    if (result === null) return;
    show(testId, result, foundBy(one, result));
    setTyped((now) => learnt(now, one, result));
    if (!result.isGood) return;
    const row = await add.ask(withFoundKind(trying, result));
    setTyped((now) => ({ ...now, secret: '' }));
    if (row === null) return;
    endTyped();
    onAdded(row.name);
  };
  const connect = (): Promise<void> => connectWith(typed);
  const takeAs = async (kind: Typed['kind']): Promise<void> => {
    const other: Typed = { ...typed, kind, isKindChosen: true, kindFrom: 'test' };
    setTyped(other);
    await connectWith(other);
  };
  const problem = test.problem ?? add.problem ?? folder.asking.problem;
  const lines = linesOf(typed) ?? [];
  return (
    <>
      <ServerFields
        typed={typed}
        onChange={setTyped}
        isKnown={false}
        hasName={false}
        onEnter={() => void connect()}
      />
      <div className="row wraps">
        <Button disabled={draft === null ? t('servers.empty.text') : null} onPress={() => void connect()}>
          {t('servers.form.test')}
        </Button>
        <span className="grow" />
        <Button icon="folder" onPress={() => void folder.folder()}>
          {t('firstRun.server.folder')}
        </Button>
        <Button icon="folder" onPress={() => void folder.zip()}>
          {t('firstRun.server.zip')}
        </Button>
      </div>
      {lines.length > 0 && (
        <TestLines
          lines={lines}
          again={() => void connect()}
          taken={typed.kind}
          takeAs={(kind) => void takeAs(kind)}
        />
      )}
      {problem !== null && <ProblemText problem={problem} />}
    </>
  );
}
