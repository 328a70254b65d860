/**
 * Returns the code of a form's language, for programs that choose fonts and direction by it: `am` for
 * `Amharic (am)`, `አማርኛ`, `am` or `Amharic`. Null when it is not known.
 */
export function languageCode(language: string): string | null {
  const inBrackets = /\(\s*([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\s*\)\s*$/i.exec(language)?.[1];
  if (inBrackets !== undefined) return inBrackets;
  if (/^[a-z]{2}(?:-[a-z0-9]{2,8})*$/i.test(language)) return language;
  return names().get(fold(language)) ?? null;
}

/** True when a language is written from right to left. Takes its code. */
export function isRightToLeft(code: string | null): boolean {
  return code !== null && /^(ar|arc|ckb|dv|fa|he|ku-arab|ps|sd|ug|ur|yi)\b/i.test(code);
}

let known: ReadonlyMap<string, string> | null = null;

/** The codes of languages by their English names and their own. */
function names(): ReadonlyMap<string, string> {
  known ??= new Map(
    CODES.flatMap((code) =>
      ['en', code].flatMap((shownIn) => {
        const name = new Intl.DisplayNames(shownIn, { type: 'language', fallback: 'none' }).of(code);
        return name === undefined ? [] : [[fold(name), code] as const];
      }),
    ),
  );
  return known;
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}

/** Languages that surveys are made in. */
const CODES = (
  'af am ar az be bg bn bo bs ca cs da de dz ee el en es et fa ff fi fr ga gl gu ha he hi hr ht hu hy id ig is it ' +
  'ja ka kk km kn ko ku ky lg ln lo lt lv mg mk ml mn mr ms mt my nb nd ne nl ny om or pa pl ps pt qu rn ro ru rw ' +
  'sd si sk sl sn so sq sr st sv sw ta te tg th ti tk tl tn tr ts ug uk ur uz vi wo xh yo zh zu'
).split(' ');
