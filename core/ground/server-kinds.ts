/** Facts about a kind of server for code that has no connector: messages and the window. */
interface KindFacts {
  /** Its name in an English sentence. */
  readonly name: string;
  /** The web page that explains where to find an account's API token; null when there is none. */
  readonly tokenPage: string | null;
}

/**
 * The kinds of server that can be added, in the order in which they are offered. This is their only list. For
 * each line here, the compiler demands the kind's folder in the registry (`core/source/kinds.ts`).
 */
export const serverKindFacts = {
  ona: { name: 'Ona', tokenPage: 'https://help.ona.io/knowledge-base/guide/api-tokens' },
  kobo: { name: 'KoboToolbox', tokenPage: 'https://support.kobotoolbox.org/api.html' },
  central: { name: 'ODK Central', tokenPage: null },
  aggregate: { name: 'ODK Aggregate', tokenPage: null },
  openrosa: { name: 'another OpenRosa server', tokenPage: null },
} as const satisfies Readonly<Record<string, KindFacts>>;

/** The part of an ICU message that names the kind in a detail: `{kind, select, ona {Ona} … other {…}}`. */
export function selectServerKind(detail: string): string {
  const { openrosa, ...named } = serverKindFacts;
  const options = Object.entries(named).map(([kind, { name }]) => `${kind} {${name}}`);
  return `{${detail}, select, ${options.join(' ')} other {${openrosa.name}}}`;
}
