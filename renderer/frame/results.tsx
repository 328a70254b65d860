import { useEffect, useRef } from 'react';
import { endedSaid } from '../screens/backups/ended-words.ts';
import { triedSaid } from '../screens/problems/tried-words.ts';
import { say } from '../state/notices.ts';
import { go, useRoute } from '../state/route.ts';
import { useWords } from '../words/use-words.tsx';

/** Says how background work ended, on any screen. */
export function Results(): null {
  const words = useWords();
  const latest = useRef(words);
  latest.current = words;
  const place = useRef<{ readonly screen?: string; readonly section?: string }>({});
  place.current = useRoute() ?? {};
  useEffect(
    () =>
      window.attache.listen((event) => {
        const { t } = latest.current;
        if (event.type === 'tried-again') {
          const { tried, problem, formTitle } = event;
          say(triedSaid(latest.current, tried, problem, formTitle), {
            label: t('problems.retry.show'),
            run: () => go({ screen: 'pull', report: tried.pullId }),
          });
        }
        if (event.type === 'backup-ended') {
          const { result } = event;
          const { screen, section } = place.current;
          // Its own screen says what came of it. A failure stays there, and an old proof is in the top bar.
          const isInView = screen === 'settings' && section === 'backups';
          if (result.outcome === 'good' && !isInView) {
            say(endedSaid(latest.current, result), {
              label: t('backups.show'),
              run: () => go({ screen: 'settings', section: 'backups' }),
            });
          }
        }
        if (event.type === 'keys-opened') {
          const { opened, waiting, unreadable } = event;
          const damaged = unreadable === 0 ? '' : ` ${t('keys.opened.unreadable', { count: unreadable })}`;
          const show = {
            label: t('problems.retry.show'),
            run: () => go({ screen: 'pull', report: event.pullId }),
          };
          if (opened.length === 0) say(`${t('keys.opened.none', { waiting })}${damaged}`, show);
          for (const { name, submissions } of opened) {
            say(`${t('keys.opened', { count: submissions, key: name, waiting })}${damaged}`, show);
          }
        }
      }),
    [],
  );
  return null;
}
