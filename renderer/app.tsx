import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { I18nProvider } from 'react-aria-components';
import { Frame } from './frame/frame.tsx';
import { ExportToast } from './screens/export/export-toast.tsx';
import { AppInfoContext } from './state/app-info.ts';
import { client, useReply } from './state/replies.ts';
import { direction } from './words/languages.ts';
import { useLoadedLanguage } from './words/use-loaded-language.ts';
import { WordsProvider } from './words/use-words.tsx';

export function App(): ReactNode {
  return (
    <QueryClientProvider client={client}>
      <Settled />
    </QueryClientProvider>
  );
}

/** Theme, language and direction of the document follow the settings. */
function Settled(): ReactNode {
  const info = useReply('app.info', {}).value;
  const theme = info?.settings.theme;
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const set = (): void => {
      const isDark = theme === 'dark' || (theme !== 'light' && dark.matches);
      document.documentElement.classList.toggle('dark', isDark);
      document.documentElement.classList.toggle('light', !isDark);
    };
    set();
    dark.addEventListener('change', set);
    return () => dark.removeEventListener('change', set);
  }, [theme]);
  const language = useLoadedLanguage(info?.language);
  const platform = info?.platform;
  useEffect(() => {
    if (language === undefined) return;
    document.documentElement.lang = language;
    document.documentElement.dir = direction(language);
    document.documentElement.classList.toggle('mac', platform === 'darwin');
  }, [language, platform]);
  if (info === undefined || language === undefined) return null;
  return (
    <AppInfoContext value={info}>
      <WordsProvider language={language} locale={info.locale}>
        <I18nProvider locale={language}>
          <Frame />
          <ExportToast />
        </I18nProvider>
      </WordsProvider>
    </AppInfoContext>
  );
}
