import { type ReactNode, useState } from 'react';
import type { ProblemView } from '../../../electron/ipc/common.ts';
import type { ExportOptions } from '../../../electron/ipc/export.ts';
import { useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { addressOf } from './database-address.ts';
import { modeOf } from './in-database.ts';
import type { DatabaseSignIn } from './use-database.ts';

/** What was found, and for which fields. */
interface Found {
  readonly of: string;
  readonly version: string | null;
  readonly problem: ProblemView | null;
}

/** The button that tests the connection, and what it found, until a field changes. */
export function DatabaseTest({
  options,
  signIn,
}: {
  readonly options: ExportOptions;
  readonly signIn: DatabaseSignIn;
}): ReactNode {
  const { t } = useWords();
  const test = useAsk('export.testDatabase');
  const [found, setFound] = useState<Found | null>(null);
  const { postgres, schema } = options;
  const mode = modeOf(options);
  const fields = JSON.stringify([postgres, schema, mode]);
  const run = async (): Promise<void> => {
    if (postgres === null) return;
    setFound(null);
    const { secret } = signIn;
    const reply = await test.ask({
      postgres,
      schema,
      mode,
      secret: secret === '' ? null : secret,
    });
    if (reply === null) return;
    test.reset();
    setFound({ ...reply, of: fields });
    // Only a password that was accepted is kept.
    if (reply.problem === null) await signIn.keep(postgres);
  };
  const shown = found?.of === fields ? found : null;
  const problem = test.problem ?? signIn.asking.problem ?? shown?.problem ?? null;
  return (
    <div className="export-checks database-test" aria-live="polite">
      <Button
        disabled={
          addressOf(postgres).host === ''
            ? t('export.start.address')
            : test.isAsking
              ? t('export.database.testing')
              : null
        }
        onPress={() => void run()}
      >
        {t('export.database.test')}
      </Button>
      {problem === null && shown?.version != null && signIn.secret === '' && (
        <StateMark icon="circle-check" tone="ok">
          {t('export.database.test.good', { version: shown.version })}
        </StateMark>
      )}
      {problem !== null && <ProblemText problem={problem} again={() => void run()} />}
    </div>
  );
}
