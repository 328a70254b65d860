import { useEffect, useState } from 'react';
import type { Language } from '../../electron/ipc/app.ts';
import { isLoaded, loadLanguage } from './words.ts';

/**
 * The language whose words are there: the wanted one as soon as it is read, until then the one that was shown.
 * undefined while there is none.
 */
export function useLoadedLanguage(wanted: Language | undefined): Language | undefined {
  const [shown, setShown] = useState<Language | undefined>(undefined);
  useEffect(() => {
    if (wanted === undefined || isLoaded(wanted)) return;
    let isWanted = true;
    void loadLanguage(wanted).then(() => {
      if (isWanted) setShown(wanted);
    });
    return () => {
      isWanted = false;
    };
  }, [wanted]);
  return wanted !== undefined && isLoaded(wanted) ? wanted : shown;
}
