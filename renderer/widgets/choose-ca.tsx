import type { ReactNode } from 'react';
import type { ProblemView } from '../../electron/ipc/common.ts';
import { ask } from '../state/bridge.ts';
import { say } from '../state/notices.ts';
import { putReply } from '../state/replies.ts';
import { useWords } from '../words/use-words.tsx';
import { Button } from './button.tsx';

/** Whether the certificate file of an authority fixes a problem. */
export function asksForCa({ code, params }: Pick<ProblemView, 'code' | 'params'>): boolean {
  if (code === 'export.postgres_untrusted') return params.reason === 'authority';
  return code === 'net.certificate_unknown' || code === 'net.ca_unreadable';
}

/**
 * Lets the user choose the CA file where the message says that it is missing. `then` repeats the action that
 * needed it.
 */
export function ChooseCa({ then }: { readonly then?: (() => void) | undefined }): ReactNode {
  const { t } = useWords();
  const choose = async (): Promise<void> => {
    const place = await ask('app.chooseFile', { purpose: 'certificate' });
    if (place === null) return;
    putReply('app.info', {}, await ask('app.set', { caFile: place.path }));
    say(t('common.ca.chosen', { file: place.path }));
    then?.();
  };
  return <Button onPress={() => void choose()}>{t('common.ca.choose')}</Button>;
}
