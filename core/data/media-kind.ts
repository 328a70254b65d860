import type { MediaKind } from '../model/sheet-node.ts';

const OTHER: MediaKind = { kind: 'other', type: null };

/**
 * Returns the kind of a media file. Takes its first bytes (16 are enough). SVG and HTML are never shown,
 * because they can contain programs.
 */
export function mediaKind(head: Uint8Array): MediaKind {
  const text = Buffer.from(head.subarray(0, 16)).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return { kind: 'image', type: 'image/jpeg' };
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { kind: 'image', type: 'image/png' };
  if (/^GIF8[79]a/.test(text)) return { kind: 'image', type: 'image/gif' };
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return { kind: 'image', type: 'image/webp' };
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return { kind: 'audio', type: 'audio/wav' };
  if (text.startsWith('OggS')) return { kind: 'audio', type: 'audio/ogg' };
  if (text.startsWith('fLaC')) return { kind: 'audio', type: 'audio/flac' };
  if (text.startsWith('ID3') || /^\xff[\xe2\xe3\xf2\xf3\xfa\xfb]/.test(text))
    return { kind: 'audio', type: 'audio/mpeg' };
  if (/^\xff[\xf0\xf1\xf8\xf9]/.test(text)) return { kind: 'audio', type: 'audio/aac' };
  if (text.slice(4, 8) === 'ftyp') {
    const brand = text.slice(8, 12);
    if (brand.startsWith('M4A')) return { kind: 'audio', type: 'audio/mp4' };
    return brand.startsWith('3gp')
      ? { kind: 'video', type: 'video/3gpp' }
      : { kind: 'video', type: 'video/mp4' };
  }
  if (text.startsWith('\x1aE\xdf\xa3')) return { kind: 'video', type: 'video/webm' };
  // Phones record speech in this format; Chromium cannot play it.
  if (text.startsWith('#!AMR')) return { kind: 'audio', type: null };
  return OTHER;
}
