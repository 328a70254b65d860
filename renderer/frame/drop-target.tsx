import { type DragEvent, type ReactNode, useState } from 'react';
import { putDropped } from '../state/dropped.ts';
import { say } from '../state/notices.ts';
import { go } from '../state/route.ts';
import { useWords } from '../words/use-words.tsx';

/** The main part of the window; files and folders that are dropped on it are taken as keys or sources. */
export function DropTarget({
  isOn,
  children,
}: {
  readonly isOn: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { t } = useWords();
  const [isOver, setOver] = useState(false);
  const drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    setOver(false);
    const places = await window.attache.drop([...event.dataTransfer.files]);
    const [place] = places;
    if (place === undefined) return;
    if (place.isFolder || /\.zip$/i.test(place.path)) {
      putDropped({ kind: 'source', place });
      go({ screen: 'servers', add: true });
    } else if (/\.(pem|key|p12|pfx|der|txt|pk8|p8|asc)$/i.test(place.path) || !/\.\w+$/.test(place.path)) {
      putDropped({ kind: 'key', place });
      go({ screen: 'keys', add: true });
    } else {
      say(t('frame.drop.unknown'));
    }
  };
  return (
    <main
      className={`main ${isOver ? 'dropping' : ''}`}
      id="content"
      data-region="content"
      onDragOver={(event) => {
        event.preventDefault();
        if (isOn) setOver(true);
      }}
      onDragLeave={(event) => {
        if (event.currentTarget === event.target) setOver(false);
      }}
      onDrop={(event) => {
        if (isOn) void drop(event);
        else event.preventDefault();
      }}
    >
      {isOver && <div className="drop-line">{t('frame.drop.any')}</div>}
      {children}
    </main>
  );
}
