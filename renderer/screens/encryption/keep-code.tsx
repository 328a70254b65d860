import { type ReactNode, useState } from 'react';
import type { Place } from '../../../electron/ipc/common.ts';
import { ask } from '../../state/bridge.ts';
import { usable } from '../../state/copied-folder.ts';
import { say } from '../../state/notices.ts';
import { useAsk } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Icon } from '../../widgets/icon.tsx';
import { ProblemText } from '../../widgets/notice.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { withoutMarks } from '../../words/bidi.ts';
import { useWords } from '../../words/use-words.tsx';

/** A place that would be lost or found together with what the code opens, and what follows from that. */
type Risk =
  | { readonly kind: 'in-workspace' | 'in-backup' }
  | { readonly kind: 'same-disk'; readonly place: Place };

const riskWords = {
  'in-workspace': 'encryption.recovery.inside',
  'in-backup': 'backups.code.inside',
  'same-disk': 'encryption.recovery.sameDisk',
} as const;

/** What is written beside a code, and where it must not be written. */
export interface KeptCode {
  readonly about: string;
  readonly fileName: string;
  /** The request that says what a file would share with what the code opens. */
  readonly riskOf: 'workspace.saveRisk' | 'backup.saveRisk';
}

/** Shows a code, and saves, prints or copies it. */
export function KeepCode({
  code,
  kept: { about, fileName, riskOf },
  onKept,
}: {
  readonly code: string;
  readonly kept: KeptCode;
  readonly onKept: () => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const [risk, setRisk] = useState<Risk | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const [isCopyAsked, setCopyAsked] = useState(false);
  const save = useAsk('app.saveText');
  const write = async (place: Place): Promise<void> => {
    setRisk(null);
    const text = withoutMarks(
      `${about}\n${t('encryption.recovery.file.made', { day: words.full(new Date().toISOString()) })}\n\n${code}\n`,
    );
    if (!(await save.tell({ placeId: place.id, text }))) return;
    setSaved(place.path);
    onKept();
  };
  const choose = async (): Promise<void> => {
    setRisk(null);
    const chosen = await ask('app.chooseSave', {
      purpose: 'text',
      suggested: `${fileName}.txt`,
    });
    const place = await usable(chosen, 'key');
    if (place === null) return;
    const found = await ask(riskOf, { placeId: place.id });
    if (found === 'none') await write(place);
    else setRisk(found === 'same-disk' ? { kind: found, place } : { kind: found });
  };
  const copy = async (): Promise<void> => {
    await ask('app.copy', { text: code });
    setCopyAsked(false);
    say(t('common.copied'));
    onKept();
  };
  return (
    <>
      <code className="mono recovery-code" dir="ltr">
        {code}
      </code>
      <p className="only-print">
        <bdi>{about}</bdi>
      </p>
      <div className="row wraps no-print">
        <Button kind={saved === null ? 'primary' : 'normal'} onPress={() => void choose()}>
          {t('encryption.recovery.save')}
        </Button>
        <Button onPress={() => window.print()}>{t('encryption.recovery.print')}</Button>
        <Button icon="copy" onPress={() => setCopyAsked(true)}>
          {t('encryption.recovery.copy')}
        </Button>
        {saved !== null && (
          <StateMark icon="circle-check" tone="ok">
            <bdi>{t('encryption.recovery.saved', { path: saved })}</bdi>
          </StateMark>
        )}
      </div>
      <div className="no-print" aria-live="polite">
        {risk !== null && (
          <div className="stack">
            <p>
              <Icon name="triangle-alert" inText className="warn" /> {t(riskWords[risk.kind])}
            </p>
            <div className="row">
              <Button onPress={() => void choose()}>{t('encryption.recovery.elsewhere')}</Button>
              {risk.kind === 'same-disk' && (
                <Button onPress={() => void write(risk.place)}>{t('encryption.recovery.anyway')}</Button>
              )}
            </div>
          </div>
        )}
        {isCopyAsked && (
          <div className="row wraps">
            <span className="grow">{t('encryption.recovery.copy.risk')}</span>
            <Button onPress={() => setCopyAsked(false)}>{t('common.cancel')}</Button>
            <Button onPress={() => void copy()}>{t('encryption.recovery.copy.anyway')}</Button>
          </div>
        )}
      </div>
      {save.problem !== null && <ProblemText problem={save.problem} />}
    </>
  );
}
