/*
 * A key file as text. Mail programs, word processors and chat programs change such a text in known ways.
 * These changes can be undone, so that the key is whole.
 */

/** All spaces of Unicode except line breaks. */
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
/** Characters that nobody sees: zero-width characters, soft hyphens, byte order marks. */
const UNSEEN = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g;
/** Dashes around BEGIN and END lines. A program may have joined two of them into one long dash. */
const DASHES = /[-\u2010-\u2015\u2212]{1,5} ?(BEGIN|END) ([A-Z0-9 ]*[A-Z0-9]) ?[-\u2010-\u2015\u2212]{1,5}/g;

/**
 * The text of a file in each way that it can be read, the plainest first: as it is; then without the changes
 * of JSON, of mail (quoted-printable) and of HTML.
 */
export function keyTexts(bytes: Uint8Array): readonly string[] {
  const text = decode(bytes);
  const plain = text.startsWith('{\\rtf') ? textOfRtf(text) : text;
  return [plain, textOfJson(plain), textOfQuotedPrintable(plain), textOfHtml(plain)].map((variant) =>
    variant.replace(SPACES, ' ').replace(UNSEEN, '').replace(DASHES, '-----$1 $2-----'),
  );
}

/** Decodes UTF-16 with or without a byte order mark (Windows), UTF-8, or else Windows-1252. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) {
    return new TextDecoder('utf-16le').decode(bytes);
  }
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) {
    return new TextDecoder('utf-16be').decode(bytes);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The text of a Rich Text file: without control words, one line per paragraph. */
function textOfRtf(rtf: string): string {
  const token = /\\(?:'([0-9a-f]{2})|u(-?\d+) ?\??|([a-z]+)(-?\d+)? ?|([\s\S]))|[{}]/gi;
  return rtf.replace(
    token,
    (_all, hex?: string, code?: string, word?: string, _number?: string, sign?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (code !== undefined) return String.fromCharCode((Number(code) + 0x10000) % 0x10000);
      if (word !== undefined) return word === 'par' || word === 'line' ? '\n' : '';
      if (sign === undefined) return '';
      if (sign === '~') return ' ';
      return sign === '_' ? '-' : sign;
    },
  );
}

function textOfJson(text: string): string {
  return text
    .replace(/\\r|\\n/g, '\n')
    .replace(/\\u([0-9a-f]{4})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll('\\/', '/');
}

function textOfQuotedPrintable(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function textOfHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    nbsp: ' ',
    amp: '&',
    gt: '>',
    lt: '<',
    sol: '/',
    plus: '+',
  };
  return text
    .replace(/<[^>]*>/g, '\n')
    .replace(/&#x([0-9a-f]+);|&#(\d+);|&([a-z]+);/gi, (all, hex?: string, code?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? all;
      const point = hex === undefined ? Number(code) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : all;
    });
}
