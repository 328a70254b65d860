import type { ReactNode } from 'react';
import type { ExportPlan, ExportStatus } from '../../../electron/ipc/export.ts';
import { go } from '../../state/route.ts';
import { StatusBar } from '../../widgets/head.tsx';
import { Divider, Tally } from '../../widgets/tally.tsx';
import { useWords } from '../../words/use-words.tsx';

/**
 * How many submissions are here, how many are exported, and how many are left out and why. Why a form is refused is
 * beside its name, or above.
 */
export function ExportStatusBar({
  formId,
  plan,
  running,
}: {
  readonly formId: string;
  readonly plan: ExportPlan | null;
  readonly running: Extract<ExportStatus, { readonly state: 'running' }> | null;
}): ReactNode {
  const { t, number } = useWords();
  if (plan === null) return <StatusBar>{null}</StatusBar>;
  const data = (): void => go({ screen: 'data', formId });
  return (
    <StatusBar>
      <Tally
        result={{ count: plan.here, word: 'export.tally.here', onPress: data }}
        terms={[
          { count: plan.exported, word: 'export.tally.exported', onPress: data },
          {
            count: plan.notReadable,
            word: 'export.tally.notReadable',
            tone: 'bad',
            onPress: () => go({ screen: 'problems', formId, bucket: 'not-readable' }),
          },
          { count: plan.filteredOut, word: 'export.tally.filteredOut', onPress: data },
          { count: plan.refused, word: 'export.tally.refused', tone: 'bad', onPress: data },
        ]}
      />
      {running !== null ? (
        <>
          <Divider />
          <span>
            {running.parts > 1 &&
              `${t('export.running.part', { part: running.part + 1, parts: running.parts })} `}
            {t('export.running', {
              done: running.done,
              total: running.total === null ? 'unknown' : number(running.total),
            })}
          </span>
        </>
      ) : (
        plan.notExportedFile !== null && (
          <span className="only-wide row">
            <Divider />
            <span className="cut">
              {t('export.leftOut', { count: plan.notReadable, file: plan.notExportedFile })}
            </span>
          </span>
        )
      )}
    </StatusBar>
  );
}
