import { type ReactNode, useRef, useState } from 'react';
import type { SheetMedia } from '../../../electron/ipc/data.ts';
import { ask } from '../../state/bridge.ts';
import { usable } from '../../state/copied-folder.ts';
import { Button } from '../../widgets/button.tsx';
import { StateMark } from '../../widgets/state-mark.tsx';
import { useWords } from '../../words/use-words.tsx';
import { useMedia } from './use-media.ts';

/** In bytes. A larger recording loads only when the user asks for it. */
const BY_ITSELF = 8_000_000;

/** Shows a photo, an audio file or a video inside the app. Other files can be saved as a copy. */
export function Media({
  submissionId,
  media,
  label,
}: {
  readonly submissionId: number;
  readonly media: SheetMedia;
  readonly label: string;
}): ReactNode {
  const words = useWords();
  const { t } = words;
  const [isWanted, setWanted] = useState((media.bytes ?? 0) <= BY_ITSELF);
  const [isOpen, setOpen] = useState(false);
  const thumb = useRef<HTMLButtonElement>(null);
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  const url = useMedia(submissionId, media.position, media.type, isWanted && !media.isMissing);
  if (media.isMissing) {
    return (
      <StateMark icon="file-x" tone="warn">
        {t('sheet.media.missing', { name: media.name })}
      </StateMark>
    );
  }
  const bytes = media.bytes === null ? '' : words.bytes(media.bytes);
  const save = async (): Promise<void> => {
    const chosen = await ask('app.chooseSave', { purpose: 'text', suggested: media.name });
    const place = await usable(chosen, 'export');
    if (place !== null)
      await ask('data.saveMedia', { submissionId, position: media.position, placeId: place.id });
  };
  const close = (): void => {
    setOpen(false);
    thumb.current?.focus();
  };
  const facts = (
    <span>
      <bdi className="cut" title={media.name}>
        {media.name}
      </bdi>
      {size !== null && <div className="secondary">{t('sheet.media.size', size)}</div>}
      <div className="secondary">{bytes}</div>
      <Button kind="quiet" tip={t('sheet.media.save.text')} onPress={() => void save()}>
        {t('sheet.media.save')}
      </Button>
    </span>
  );
  if (!isWanted) {
    return (
      <div className="media-line">
        <Button onPress={() => setWanted(true)}>{t('sheet.media.load', { size: bytes })}</Button>
        {facts}
      </div>
    );
  }
  if (media.kind === 'image' && media.type !== null) {
    return (
      <div className="media-line">
        <button
          type="button"
          ref={thumb}
          className="thumb-button"
          aria-label={t('sheet.media.open', { name: media.name })}
          onClick={() => setOpen(true)}
        >
          {url === null ? (
            <span className="thumb" />
          ) : (
            <img
              className="thumb"
              src={url}
              alt={label}
              onLoad={({ currentTarget }) =>
                setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
              }
            />
          )}
        </button>
        {facts}
        {isOpen && (
          <button
            type="button"
            className="viewer"
            data-own-escape
            aria-label={t('sheet.media.close')}
            // biome-ignore lint/a11y/noAutofocus: what was opened is closed by the same key.
            autoFocus
            onClick={close}
            onKeyDown={(event) => {
              if (event.key === 'Escape') {
                event.stopPropagation();
                close();
              }
            }}
          >
            {url !== null && <img src={url} alt={label} />}
          </button>
        )}
      </div>
    );
  }
  if (media.kind === 'audio' && media.type !== null) {
    return (
      <div>
        {/* biome-ignore lint/a11y/useMediaCaption: a recording from the field has no captions. */}
        {url !== null && <audio controls src={url} aria-label={label} />}
        <div className="media-line">{facts}</div>
      </div>
    );
  }
  if (media.kind === 'video' && media.type !== null) {
    return (
      <div>
        {/* biome-ignore lint/a11y/useMediaCaption: a film from the field has no captions. */}
        {url !== null && <video controls src={url} aria-label={label} width="240" />}
        <div className="media-line">{facts}</div>
      </div>
    );
  }
  return (
    <div className="media-line">
      {facts}
      {media.kind === 'audio' && <span className="secondary">{t('sheet.media.unplayable')}</span>}
    </div>
  );
}
