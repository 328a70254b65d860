import { useEffect, useState } from 'react';
import { ask } from '../../state/bridge.ts';

const PIECE = 4_194_304;
/** A picture that the page has just begun to load still needs its address, also when it is not shown any more. */
const LOADING_MS = 1000;

/**
 * The bytes of an attachment as an address that the page can show, made in pieces and given back when it is not shown
 * any more. `isWanted` false loads nothing yet.
 */
export function useMedia(
  submissionId: number,
  position: number,
  type: string | null,
  isWanted: boolean,
): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!isWanted || type === null) return;
    let isGone = false;
    const load = async (): Promise<void> => {
      const pieces: BlobPart[] = [];
      for (let offset = 0; !isGone; ) {
        const { bytes, size } = await ask('data.media', { submissionId, position, offset, length: PIECE });
        pieces.push(new Uint8Array(bytes));
        offset += bytes.length;
        if (offset >= size || bytes.length === 0) break;
      }
      if (isGone) return;
      setUrl(URL.createObjectURL(new Blob(pieces, { type })));
    };
    load().catch(() => undefined);
    return () => {
      isGone = true;
      setUrl(null);
    };
  }, [submissionId, position, type, isWanted]);
  useEffect(() => {
    if (url === null) return;
    return () => void setTimeout(() => URL.revokeObjectURL(url), LOADING_MS);
  }, [url]);
  return url;
}
