import { type ReactNode, useRef, useState } from 'react';
import type { DonePart } from '../../../electron/ipc/export.ts';
import { ask } from '../../state/bridge.ts';
import { useReply } from '../../state/replies.ts';
import { Button } from '../../widgets/button.tsx';
import { Dialog } from '../../widgets/dialog.tsx';
import { PickerField } from '../../widgets/picker.tsx';
import { useScrolls } from '../../widgets/use-scrolls.ts';
import { useWords } from '../../words/use-words.tsx';
import { partName } from './part-name.ts';

/** The report beside the files of an export. It holds no answer. */
export function ReportDialog({
  parts,
  close,
}: {
  readonly parts: readonly DonePart[];
  readonly close: () => void;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const reported = parts.flatMap((part, at) => (part.hasReport ? [{ part, at }] : []));
  const [shown, setShown] = useState(reported[0]?.at ?? 0);
  const report = useReply('export.report', { part: shown });
  const found = report.value ?? null;
  return (
    <Dialog
      title={t('export.report')}
      isWide
      onClose={close}
      buttons={
        <>
          {found !== null && (
            <Button
              icon="folder-open"
              onPress={() => void ask('app.showInFolder', { placeId: found.placeId })}
            >
              {t('common.openFolder')}
            </Button>
          )}
          <Button kind="primary" onPress={close} autoFocus>
            {t('common.close')}
          </Button>
        </>
      }
    >
      {reported.length > 1 && (
        <PickerField
          label={t('export.report.of')}
          value={String(shown)}
          options={reported.map(({ part, at }) => ({ id: String(at), label: partName(words, part, parts) }))}
          onChange={(id) => setShown(Number(id))}
        />
      )}
      {report.state === 'there' && found === null && <p>{t('export.report.gone')}</p>}
      {found !== null && <ReportText label={t('export.report')} text={found.text} />}
    </Dialog>
  );
}

/** A text that the keyboard scrolls when it is too long. */
function ReportText({ label, text }: { readonly label: string; readonly text: string }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const isScrolled = useScrolls(box);
  return (
    <div
      ref={box}
      className="export-report mono"
      dir="ltr"
      {...(isScrolled ? { role: 'group', 'aria-label': label, tabIndex: 0 } : {})}
    >
      {text}
    </div>
  );
}
