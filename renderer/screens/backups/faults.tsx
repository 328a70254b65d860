import type { ReactNode } from 'react';
import type { BackupFault } from '../../../electron/ipc/backup.ts';
import { useWords } from '../../words/use-words.tsx';

/** What was found wrong, file by file, and what to do about it. */
export function Faults({ faults }: { readonly faults: readonly BackupFault[] }): ReactNode {
  const words = useWords();
  if (faults.length === 0) return null;
  return (
    <details>
      <summary>{words.t('backups.faults', { count: faults.length })}</summary>
      <ul className="stays">
        {faults.map(({ file, problem }, i) => {
          const { sentence, action } = words.problem(problem);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a file may come twice, and the list does not change.
            <li key={`${i} ${file}`}>
              {sentence} {action}
            </li>
          );
        })}
      </ul>
    </details>
  );
}
