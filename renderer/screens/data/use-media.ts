import { useEffect, useState } from 'react';
import { ask } from '../../state/bridge.ts';

const PIECE = 4_194_304;
/** The page may still load a picture that is no longer shown, so its address stays valid this long. */
const LOADING_MS = 1000;

/**
 * Makes an address that the page can show from the bytes of an attachment, which arrive in pieces. Revokes
 * the address after the attachment is no longer shown. With `isWanted` false it loads nothing yet.
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
